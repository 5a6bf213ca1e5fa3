import type { Property } from '../domain/property'
import type { AlignmentResult } from '../domain/reduction-result'
import { unitScores } from './findings/unit-scores'
import type { AlignmentRows } from './profile/alignment-part'
import { buildProfile, type ProfileInput } from './profile/build-profile'
import type { Profile } from './profile/profile'
import type { RunOutcomes } from './run-outcomes'
import { scoredOutcomes } from './scored-items'

/** What the profile of a run is made of. */
export function profileInput(run: RunOutcomes): ProfileInput {
  const [alignment = null] = run.reductions.map(alignmentRows)
  return { benchmarks: scoredOutcomes(run).map(unitScores), alignment, notRun: run.notRun }
}

/**
 * The profile of a run with its draws, as `compareProfiles` takes it. Draws are never stored: two thousand of every part
 * are many times the summary, and the outcomes, which are kept anyway, give the same ones again in well under a second,
 * since a resample depends on nothing but the benchmark's edition.
 */
export function profileOf(run: RunOutcomes): Profile {
  return buildProfile(profileInput(run))
}

/** A profile as it is stored: without its draws, see `profileOf`. */
export function storedProfile({ properties }: Profile): Property[] {
  return properties.map(({ id, state, reason, estimate, parts, ineligible }) => ({
    id,
    state,
    reason,
    value: estimate?.value ?? null,
    low: estimate?.low ?? null,
    high: estimate?.high ?? null,
    eligible: parts.length,
    benchmarks: parts.length + ineligible.length,
    parts: parts.map(({ part, value, clusters }) => ({ part, value, clusters })),
    ineligible: ineligible.map(({ part, reason: why }) => ({ part, reason: why })),
  }))
}

/** The rows of an alignment result, as statistics take them. */
function alignmentRows({ benchmark, edition, chance, languageModels }: AlignmentResult): AlignmentRows {
  const values = (rows: readonly (number | null)[]) => Float64Array.from(rows, row => row ?? Number.NaN)
  return {
    ...{ benchmark, edition, chance },
    languageModels: languageModels.map(({ name, encoder, checkpoint }) => ({
      name,
      encoder: values(encoder.rows),
      checkpoint: values(checkpoint.rows),
    })),
  }
}
