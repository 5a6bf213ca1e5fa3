import { expect, test } from 'vitest'
import type { ItemRecord } from '#lib/domain/item'
import { macroMean } from '#lib/leaderboard/macro-mean'
import { runMean } from '#lib/leaderboard/run-mean'
import { summariseBenchmark } from '#lib/leaderboard/summarise-benchmark'
import { enough } from '#test/support/enough'
import { madeItem, madeOutcomes, madeRun } from './made-run'

const own = Array.from({ length: 200 }, (_, at) => madeItem(at))
const otherPictures = own.map(item => ({ ...item, imageHash: `other-${item.imageHash}` }))

/** Right on two of three pictures, on both benchmarks alike. */
function meanOf(second: readonly ItemRecord[]) {
  const parts = [madeOutcomes('mmstar', own, right), madeOutcomes('q-bench', second, right)].map(
    outcomes => ({
      outcomes,
      corrected: summariseBenchmark('full', outcomes, madeRun(outcomes).shape).summary.corrected,
    }),
  )
  return {
    mean: runMean(parts, 'test'),
    separate: enough(macroMean(parts.map(({ corrected }) => corrected))),
  }
}
const right = (_: unknown, item: number) => (item % 3 === 0 ? 0 : 1)

test('benchmarks that share no picture are independent', () => {
  const { mean, separate } = meanOf(otherPictures)
  expect(mean).toEqual(separate)
})

test('benchmarks of the same pictures are one sample: the mean is as uncertain as one of them', () => {
  const { mean, separate } = meanOf(own)
  expect(mean.value).toBeCloseTo(separate.value, 12)
  expect(mean).toMatchObject({ method: 'bootstrap', n: 400, clusters: 200 })
  // Two equal columns: √2 of what independent ones would have.
  expect((mean.se ?? 0) / (separate.se ?? 1)).toBeGreaterThan(1.3)
  expect((mean.se ?? 0) / (separate.se ?? 1)).toBeLessThan(1.55)
})
