import type { TrialCount } from '#workers/evaluation/count-trials'
import type { WorkBeside } from '#workers/evaluation/plan-passes'
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

const works: Readonly<Record<WorkBeside['work'], string>> = {
  saliency: 'what stands out',
  'synthesized-set': 'drawn anew',
  'alignment-knn': 'alignment-knn',
}

/** What is done beside asking items, one line each, under a heading; nothing where there is none. */
export function besideTable(beside: readonly WorkBeside[]): string[] {
  if (beside.length === 0) return []
  const rows = beside.map(({ title, work, passes }) => {
    const all = passes.every(({ shared }) => shared)
    const told = passes.map(({ by, count, multiplyAdds, shared }) => {
      const cost = multiplyAdds === null ? 'not counted' : `${products(multiplyAdds)} multiply-adds`
      return `${by} ${count} times (${cost}${shared && !all ? ', once for all checkpoints' : ''})`
    })
    const end = all ? '; once for all checkpoints' : ''
    return [`  ${title}`, `${works[work]}: ${told.join(', ')}${end}`] as const
  })
  return ['', 'beside the answers:', table(rows)]
}

/** All of it together. How long a machine takes is another matter, and is not guessed. */
export function totalLine(benchmarks: readonly TrialCount[], beside: readonly WorkBeside[]): string {
  const passes = beside.flatMap(one => one.passes)
  const answers = benchmarks.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0)
  const all = passes.reduce((sum, { multiplyAdds }) => sum + (multiplyAdds ?? 0), answers)
  const uncounted = passes.filter(({ multiplyAdds }) => multiplyAdds === null).map(({ by }) => by)
  return (
    `together ${products(all)} multiply-adds` +
    (uncounted.length === 0 ? '' : `, without those of the ${[...new Set(uncounted)].join(' and the ')}`) +
    '; not a time: decoding waits for memory, and pictures for files'
  )
}

/** Multiply-adds, three digits of them. */
function products(count: number): string {
  return count.toExponential(2).replace('e+', 'e')
}
