import { isNotEnough, type NotEnoughData } from '../../domain/not-enough-data'
import type { RatioWithMethod } from '../../statistics/estimate-ratio'
import { isAtChance } from '../chance-correction'
import type { BootstrappedValue } from '../profile/profile'
import { type ConditionEstimate, estimateCondition, retentionOf } from './condition-estimate'
import { type Dose, dosesOf, occludedArea } from './doses'
import { type PairedChange, pairedChange } from './paired-change'
import { resampledValues } from './resampled-values'
import { aboveFloor, commonUnits, referenceScores, scoresOf, type UnitScores } from './unit-scores'

/** Ways to choose what is blacked out, with what their ratios count: only equal axes may be overlaid (measurement 1.6). */
const modes = {
  random: 'patches dropped',
  salient: 'patches dropped',
  'non-salient': 'patches dropped',
  'head1-salient': 'patches dropped',
  'head1-non-salient': 'patches dropped',
  'mass-salient': 'attention mass dropped',
  'mass-non-salient': 'attention mass kept',
  'head1-mass-salient': 'attention mass dropped',
  'head1-mass-non-salient': 'attention mass kept',
} as const
export type OcclusionMode = keyof typeof modes
const modeNames = [
  'random',
  'salient',
  'non-salient',
  'head1-salient',
  'head1-non-salient',
  'mass-salient',
  'mass-non-salient',
  'head1-mass-salient',
  'head1-mass-non-salient',
] as const

/** What is left at one ratio. */
export interface OcclusionPoint {
  readonly ratio: number
  readonly estimate: ConditionEstimate
  /** Null where the reference is at chance: nothing is there to be kept. */
  readonly retention: RatioWithMethod | null
}

export interface OcclusionCurve {
  readonly mode: OcclusionMode
  readonly axis: (typeof modes)[OcclusionMode]
  readonly points: readonly OcclusionPoint[]
  /** Area under clipped retention, of curves that count patches; null at chance: a flat line there is not robustness. */
  readonly area: BootstrappedValue | null
}

/** PatchDrop on one benchmark. */
export interface OcclusionFinding {
  readonly benchmark: string
  readonly reference: ConditionEstimate
  readonly curves: readonly OcclusionCurve[]
  /** Area without what stands out least, less that without what stands out most; in [-1, 1]. */
  readonly contrast: BootstrappedValue | null
  /** The mean colour less black at the same ratio; null where it was not tried. */
  readonly meanFill: { readonly ratio: number; readonly change: PairedChange } | null
}

/**
 * Null where the probe was not run on the benchmark.
 * @param subject the checkpoint, or its declared encoder on a classification set (Figure 6a of the paper).
 */
export function findOcclusion(
  units: UnitScores,
  subject: 'checkpoint' | 'encoder' = 'checkpoint',
): OcclusionFinding | NotEnoughData | null {
  const prefix = subject === 'encoder' ? 'encoder/' : ''
  const whole = subject === 'encoder' ? scoresOf(units, 'occlusion', 'encoder/whole') : referenceScores(units)
  const found = modeNames.flatMap(mode => {
    const doses = dosesOf(units, 'occlusion', new RegExp(`^${prefix}${mode}/([\\d.]+)(?:/seed-\\d+)?$`))
    return doses.length > 0 ? [{ mode, doses }] : []
  })
  if (!whole || found.length === 0) return null
  const vectors = [whole, ...found.flatMap(({ doses }) => doses.map(({ values }) => values))]
  const asked = commonUnits(units, vectors)
  const reference = estimateCondition(asked, asked.vectors[0])
  if (isNotEnough(reference)) return reference
  const atChance = isAtChance(reference.corrected)
  const areas = atChance ? null : resampledAreas(units, vectors, found)
  return {
    benchmark: units.benchmark,
    reference,
    curves: found.map(({ mode, doses }) => ({
      mode,
      axis: modes[mode],
      points: doses.flatMap(dose => pointOf(units, whole, dose, atChance) ?? []),
      area: modes[mode] === 'patches dropped' ? (areas?.of(mode) ?? null) : null,
    })),
    contrast: areas?.contrast() ?? null,
    meanFill: meanFillOf(units, prefix),
  }
}

interface FoundCurve {
  readonly mode: OcclusionMode
  readonly doses: readonly Dose[]
}

/** Areas of the curves, all from the same resamples. @param vectors the whole picture's, then the doses' in order. */
function resampledAreas(units: UnitScores, vectors: readonly Float64Array[], found: readonly FoundCurve[]) {
  const resampled = resampledValues(
    units,
    vectors.map(values => aboveFloor(values, units.floors)),
  )
  const known = (value: BootstrappedValue | NotEnoughData) => (isNotEnough(value) ? null : value)
  const area = (mode: OcclusionMode, means: Float64Array): number => {
    const at = found.findIndex(curve => curve.mode === mode)
    const first = found.slice(0, at).reduce((sum, { doses }) => sum + doses.length, 1)
    return occludedArea(found[at].doses, means, first)
  }
  const ratiosOf = (mode: OcclusionMode) =>
    found.find(curve => curve.mode === mode)?.doses.map(({ amount }) => amount) ?? []
  return {
    of: (mode: OcclusionMode) => known(resampled(means => area(mode, means))),
    contrast() {
      const ratios = ratiosOf('salient')
      // Areas over different ratios are areas of different things.
      if (ratios.length === 0 || ratios.join() !== ratiosOf('non-salient').join()) return null
      const range = { low: -1, high: 1 }
      return known(resampled(means => area('non-salient', means) - area('salient', means), range))
    },
  }
}

function pointOf(
  units: UnitScores,
  whole: Float64Array,
  { amount, values }: Dose,
  atChance: boolean,
): OcclusionPoint | null {
  const estimate = estimateCondition(units, values)
  if (isNotEnough(estimate)) return null
  const retention = atChance
    ? null
    : retentionOf(commonUnits(units, [values, whole]), `${units.benchmark}/${units.edition}`)
  return { ratio: amount, estimate, retention: retention && !isNotEnough(retention) ? retention : null }
}

/** Paired by item; which patches are hidden is drawn for each fill by itself. */
function meanFillOf(units: UnitScores, prefix: string): OcclusionFinding['meanFill'] {
  const [mean] = dosesOf(units, 'occlusion', new RegExp(`^${prefix}mean-fill/random/([\\d.]+)/seed-\\d+$`))
  const black = dosesOf(units, 'occlusion', new RegExp(`^${prefix}random/([\\d.]+)/seed-\\d+$`)).find(
    ({ amount }) => amount === mean?.amount,
  )
  if (!mean || !black) return null
  const change = pairedChange(units, mean.values, black.values)
  return isNotEnough(change) ? null : { ratio: mean.amount, change }
}
