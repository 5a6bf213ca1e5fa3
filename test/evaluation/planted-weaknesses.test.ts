import { expect, test } from 'vitest'
import { isFound, measureWeakness, weaknesses } from '#scripts/measure/planted/weaknesses'

test.each(weaknesses)(
  '$checkpoint: $figure is $expected than of $against',
  async weakness => {
    const { difference, low, high } = await measureWeakness(weakness)
    expect(isFound(weakness, { low, high }), `${difference}, ${low} to ${high}`).toBe(true)
  },
  180_000,
)
