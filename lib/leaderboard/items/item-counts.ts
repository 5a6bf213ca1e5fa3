import {
  type ContaminationCounts,
  contaminationOf,
  copyContamination,
  emptyContamination,
} from './contamination-counts'
import { type AnsweredCondition, conditionOf, type ItemEvidence, rightFrom } from './evidence'
import { copyRotations, emptyRotations, type RotationCounts, tallyRotations } from './rotation-counts'
import { copyTally, emptyTally, type Tally, tallyAnswers } from './tally'

/** What all checkpoints together say about every item: sums, so that a new run is added without the others. */
export interface ItemCounts {
  readonly runs: number
  readonly reference: Tally
  /** Without the picture or with a wrong one. */
  readonly blind: Tally
  /** Of answers right at the reference: still right with visual tokens permuted; with salient patches dropped. */
  readonly permuted: Tally
  readonly occluded: Tally
  readonly rotations: RotationCounts
  readonly contamination: ContaminationCounts
}

/**
 * Counts the runs of `evidence`; onto what was counted before of other runs, which stays as it is.
 * @param before counts over the same items.
 */
export function countEvidence({ items, runs }: ItemEvidence, before?: ItemCounts): ItemCounts {
  const counts: ItemCounts = {
    runs: (before?.runs ?? 0) + runs.length,
    reference: startTally(items.length, before?.reference),
    blind: startTally(items.length, before?.blind),
    permuted: startTally(items.length, before?.permuted),
    occluded: startTally(items.length, before?.occluded),
    rotations: before ? copyRotations(before.rotations) : emptyRotations(items.length),
    contamination: before ? copyContamination(before.contamination) : emptyContamination(items.length),
  }
  for (const run of runs) {
    const scoresOf = (...roles: AnsweredCondition['role'][]) =>
      run.conditions.flatMap(({ role, scores }) => (roles.includes(role) ? [scores] : []))
    const reference = conditionOf(run, 'reference')?.scores
    const stillRight = (score: number) => (score >= rightFrom ? 1 : 0)
    const wasRight = (item: number) => reference !== undefined && reference[item] >= rightFrom
    tallyAnswers(counts.reference, scoresOf('reference'))
    tallyAnswers(counts.blind, scoresOf('no-image', 'wrong-image'))
    tallyAnswers(counts.permuted, scoresOf('permuted'), wasRight, stillRight)
    tallyAnswers(counts.occluded, scoresOf('occluded'), wasRight, stillRight)
    tallyRotations(counts.rotations, items, run)
    contaminationOf(counts.contamination, items, run)
  }
  return counts
}

function startTally(items: number, before: Tally | undefined): Tally {
  return before ? copyTally(before) : emptyTally(items)
}
