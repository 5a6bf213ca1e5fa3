import type { ImageEdit, Intervention, Trial } from '#lib/domain/trial'
import type { Subject } from '#lib/probes/probe'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import { keyedRandom } from '#lib/statistics/keyed-random'

/** An item under one condition: one trial a picture, one where it has none. */
export interface ArrangedTrials {
  readonly planned: ProbeCondition
  readonly trials: readonly [Trial, ...Trial[]]
}

/** @param subjects the item as each of its pictures shows it. */
export function arrangeItem(
  [first, ...others]: readonly [Subject, ...Subject[]],
  conditions: readonly ProbeCondition[],
): ArrangedTrials[] {
  return conditions.map(planned => ({
    planned,
    trials: [arrange(first, planned), ...others.map(subject => arrange(subject, planned))],
  }))
}

/** The name a picture's draws are keyed by: that of the item, numbered from its second picture on. */
export function subjectName(item: string, picture: number): string {
  return picture === 0 ? item : `${item}#${picture + 1}`
}

/** The trial of a condition on a picture, with its own keyed randomness (measurement 0.5). */
export function arrange(subject: Subject, { probe, condition }: ProbeCondition): Trial {
  const key = { seed: condition.seed, probe: probe.id, condition: condition.id, item: subject.item }
  return probe.arrange(subject, condition, keyedRandom(key))
}

/** The edit of the picture among the interventions, if there is one. */
export function imageEdit(interventions: readonly Intervention[]): ImageEdit | null {
  for (const intervention of interventions) if (intervention.at === 'image') return intervention.edit
  return null
}

/** By how many places the options are turned. */
export function turnOf(interventions: readonly Intervention[]): number {
  for (const intervention of interventions) if (intervention.at === 'options') return intervention.turn
  return 0
}
