import { globSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { answerAgreement, answeredCheckpoints } from '#scripts/measure/planted/agreement'

/**
 * Our engine against stock transformers, answer by answer, undisturbed and under the same draws: every benchmark's first items,
 * which are enough to see a layout read wrongly. `measure -- planted` takes all.
 */
const someItems = 16
const checkpoints = answeredCheckpoints()

test('transformers answered with every bundled checkpoint', () => {
  const bundled = globSync('*/config.json', { cwd: join(import.meta.dirname, '../../examples/checkpoints') })
  expect(checkpoints.length).toBe(bundled.length)
  expect(checkpoints.length).toBeGreaterThanOrEqual(8)
})

test.each(checkpoints)(
  '%s answers as transformers does, 995 times in 1000',
  async name => {
    const { compared, differences } = await answerAgreement(name, someItems)
    expect(compared).toBeGreaterThan(600)
    expect(differences.length / compared, differences.join('; ')).toBeLessThanOrEqual(0.005)
  },
  180_000,
)
