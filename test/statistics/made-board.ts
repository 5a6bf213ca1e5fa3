import type { BoardBenchmark } from '#lib/statistics/board-benchmark'
import { keyedRandom } from '#lib/statistics/keyed-random'
import { flatDesign } from '#lib/statistics/stratified-mean'

/** A benchmark on which row i answers right with probability `skills[i]`; pairs of units share a difficulty. */
export function madeBenchmark(key: string, skills: readonly number[], pairs = 60): BoardBenchmark {
  const random = keyedRandom({ seed: 0, probe: 'test', condition: 'board', item: key })
  const uniform = () => random.uint32() / 2 ** 32
  const shift = Float64Array.from({ length: pairs }, () => 0.3 * (uniform() - 0.5))
  return {
    key,
    design: flatDesign(
      2 * pairs,
      Int32Array.from({ length: 2 * pairs }, (_, unit) => unit >> 1),
    ),
    vectors: skills.map(skill =>
      Float64Array.from({ length: 2 * pairs }, (_, unit) =>
        uniform() < skill + (shift[unit >> 1] ?? 0) ? 1 : 0,
      ),
    ),
  }
}
