import type { EvidenceRun } from './evidence'

/**
 * What counts as a model: one family at one size (measurement 4.3). Two trainings of one recipe, or perturbed runs of
 * one checkpoint, are not two respondents. Returns the runs of each, in order of first appearance.
 */
export function respondentsOf(runs: readonly EvidenceRun[]): EvidenceRun[][] {
  return [...Map.groupBy(runs, respondentKey).values()]
}

/** Equal for runs of one respondent. */
export function respondentKey({ family, size }: Pick<EvidenceRun, 'family' | 'size'>): string {
  return JSON.stringify([family, size])
}
