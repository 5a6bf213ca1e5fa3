import type { NotEnoughData } from '../../domain/not-enough-data'
import { kendallTauB } from '../../statistics/correlation'
import { reliability } from '../../statistics/reliability'
import { correctedMean, ratioOver } from './corrected-mean'
import type { ValidationScores } from './validation-scores'

/** Units, and the validation checkpoints they are tried on: a set may differ from fold to fold. */
export interface TriedUnits {
  /** Places of runs. */
  readonly runs: readonly number[]
  readonly units: Int32Array
}

/** What a set of units comes to on the validation checkpoints (measurement 4.6). Null where it cannot be told. */
export interface SetFigures {
  /** Mean over the checkpoints of the chance-corrected score. */
  readonly corrected: number
  /** The same without the picture, and the difference of the two. */
  readonly blind: number | null
  readonly gap: number | null
  /** Share of the scores' variance that is not error (measurement 2.12). */
  readonly reliability: number | null
  /** Standard deviation of the scores over their mean standard error. */
  readonly spread: number | null
  /** Kendall's tau-b of the order of the checkpoints with that on the whole source; with an outside ranking. */
  readonly order: number | null
  readonly outsideOrder: number | null
  /** Share of the answers that could not be read. */
  readonly unparsed: number | null
}

/** Figures that a set is compared by with random subsets. */
export type ComparedFigure = Exclude<keyof SetFigures, 'reliability' | 'unparsed'>

/**
 * @param rankings to hold the order against: the corrected scores on the whole source, and outside scores (higher is
 * better), one entry per checkpoint in the order of `tried`.
 */
export function setFigures(
  scores: ValidationScores,
  tried: readonly TriedUnits[],
  rankings: { readonly source: readonly number[]; readonly outside?: readonly number[] },
): SetFigures {
  const { floors, cluster } = scores
  const each = tried.flatMap(({ runs, units }) =>
    runs.map(run => ({
      ...correctedMean({ values: scores.plain[run], from: floors, floors, cluster }, units),
      blind: ratioOver({ values: scores.blind[run], from: floors, floors, cluster }, units).mean,
      unparsed: meanOf(known(units, scores.unparsed[run])),
    })),
  )
  const means = each.map(({ mean }) => mean)
  const errors = each.map(({ se }) => se)
  const corrected = meanOf(means)
  const blind = finite(meanOf(each.map(one => one.blind)))
  const deviation = Math.sqrt(
    meanOf(means.map(mean => (mean - corrected) ** 2)) * (means.length / (means.length - 1)),
  )
  return {
    corrected,
    blind,
    gap: blind === null ? null : corrected - blind,
    reliability: errors.every(Number.isFinite) ? told(reliability(means, errors)) : null,
    spread: finite(deviation / meanOf(errors)),
    order: told(kendallTauB(means, rankings.source)),
    outsideOrder: rankings.outside ? told(kendallTauB(means, rankings.outside)) : null,
    unparsed: finite(meanOf(each.flatMap(one => (Number.isNaN(one.unparsed) ? [] : [one.unparsed])))),
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The values of some units that have one. */
function known(units: Int32Array, values: Float64Array): number[] {
  return Array.from(units, unit => values[unit]).filter(value => !Number.isNaN(value))
}

function told(value: number | NotEnoughData | null): number | null {
  return typeof value === 'number' ? value : null
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
