import type { TrialCount } from '#workers/evaluation/count-trials'
import { table } from './command'

/** What a suite costs, one line a benchmark. */
export function planTable(benchmarks: readonly TrialCount[]): string {
  return table(
    benchmarks.map(plan => [
      plan.title,
      `${plan.items} items x ${plan.conditions} conditions = ${plan.conditionAnswers} answers; ` +
        `${plan.generations} distinct trials to generate, ${plan.imageEncodings} images to encode`,
    ]),
  )
}
