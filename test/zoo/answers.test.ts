import { globSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { answerAgreement, answeredCheckpoints } from '#scripts/measure/planted/agreement'

/**
 * Our engine against stock transformers, answer by answer, undisturbed and under the same draws. Of scenes-llava every item;
 * of the others every benchmark's first ones, which are enough to see a layout read wrongly (`measure -- planted` takes all).
 */
const whole = 'scenes-llava'
const checkpoints = answeredCheckpoints()

test('transformers answered with every bundled checkpoint', () => {
  const bundled = globSync('*/config.json', { cwd: join(import.meta.dirname, '../../examples/checkpoints') })
  expect(checkpoints.length).toBe(bundled.length)
  expect(checkpoints.length).toBeGreaterThanOrEqual(8)
})

test.each(checkpoints)(
  '%s: at least 99.5 %% of the answers are those of transformers',
  async name => {
    // Worked solutions are long: a few stand for all.
    const limit = (benchmark: string) =>
      name === whole && benchmark !== 'gsm8k' ? Number.POSITIVE_INFINITY : 16
    const { compared, differences } = await answerAgreement(name, limit)
    expect(compared).toBeGreaterThan(name === whole ? 4000 : 600)
    expect(differences.length / compared, differences.join('; ')).toBeLessThanOrEqual(0.005)
  },
  180_000,
)
