import { Refusal } from '../domain/refusal'
import type { ConditionOutcomes } from '../domain/work'

type DrawnOutcomes = Pick<ConditionOutcomes, 'probe' | 'condition' | 'asked' | 'scores' | 'draws'>

/** One or two items may well be drawn alike: a grid of 2 has 24 orders. At this many, chance gives 1 in 10^11. */
const fewestItems = 8

/**
 * Seeds of one setting that drew the same for every item were not varied, and their spread says nothing (measurement 0.5).
 * @param title of the benchmark. @param batches all of a run on it, each condition by condition.
 * @throws Refusal `repeated-draws` naming the setting and the two seeds. Answers that tell no draws are let through.
 */
export function refuseRepeatedDraws(title: string, batches: readonly (readonly DrawnOutcomes[])[]): void {
  const cells = Map.groupBy(batches.flat(), ({ probe, condition }) => `${probe} ${condition}`)
  const seen = new Map<string, string>()
  for (const [name, parts] of cells) {
    const drawn = parts.filter(({ draws }) => draws !== undefined)
    const items = drawn.reduce((sum, { asked, scores }) => sum + (asked ?? scores).filter(isAsked).length, 0)
    if (items < fewestItems) continue
    const setting = name.replace(/(^|[ /])seed-\d+$/, '$1')
    const key = JSON.stringify([setting, parts.map(({ draws }) => draws ?? null)])
    const other = seen.get(key)
    if (other !== undefined)
      throw new Refusal(
        'repeated-draws',
        `${title}: ${other} and ${name} drew the same for all of ${items} items; the seeds were not varied`,
      )
    seen.set(key, name)
  }
}

/** A score that is not there was asked for all the same. */
function isAsked(flag: boolean | number | null): boolean {
  return flag !== false
}
