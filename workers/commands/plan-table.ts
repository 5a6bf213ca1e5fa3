import type { TrialCount } from '#workers/evaluation/count-trials'
import { table } from './command'

/** What a suite costs, one line a benchmark. */
export function planTable(benchmarks: readonly TrialCount[]): string {
  return table(
    benchmarks.map(plan => [
      plan.title,
      `${plan.items} items x ${plan.conditions} conditions = ${plan.conditionAnswers} answers; ` +
        `${plan.generations} distinct prompts, ${plan.imageEncodings} passes of the vision tower; ` +
        `${products(plan.multiplyAdds)} multiply-adds, ${products(plan.naiveMultiplyAdds)} one by one` +
        (plan.detectablePp === null ? '' : `; finds changes from ${plan.detectablePp.toFixed(1)} pp on`),
    ]),
  )
}

/** Multiply-adds, three digits of them. */
function products(count: number): string {
  return count.toExponential(2).replace('e+', 'e')
}
