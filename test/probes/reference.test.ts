import { expect, test } from 'vitest'
import { referenceProbe } from '#lib/probes/reference'
import { keyedRandom } from '#lib/statistics/keyed-random'

const subject = { item: '1', image: { width: 48, height: 48 }, visualTokens: { count: 0, blocks: [] } }
const random = keyedRandom({ seed: 0, probe: 'reference', condition: 'reference', item: '1' })

test('the reference touches nothing; its control takes the picture away', () => {
  const conditions = referenceProbe.conditions('demo', { benchmark: 'mme', smallestSide: 48 })
  expect(conditions.map(({ id }) => id)).toEqual(['reference', 'no-image'])
  expect(
    conditions.map(condition => referenceProbe.arrange(subject, condition, random).interventions),
  ).toEqual([[], [{ at: 'image', edit: { kind: 'remove' } }]])
  expect(conditions[1]?.reference).toEqual({ probe: 'reference', condition: 'reference' })
})
