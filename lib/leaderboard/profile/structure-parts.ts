import { isNotEnough } from '../../domain/not-enough-data'
import { scoreRotations } from '../../statistics/answer-groups'
import { depthConcentration } from '../../statistics/depth-concentration'
import { pairedDifference } from '../../statistics/paired'
import { dosesOf, retained } from '../findings/doses'
import { informationShares, locality } from '../findings/information-share'
import { commonUnits, conditionsLike, referenceScores, scoresOf } from '../findings/unit-scores'
import { ineligibility, type MeasuredPart, type PartSource, partOrReason } from './part-recipe'

/** P9: right under every rotation of the options, over right in their own order (measurement 1.9). */
export function optionOrderStability(source: PartSource): MeasuredPart | null {
  const { units } = source
  const rotations = conditionsLike(units, 'option-rotation', /^rotation-(\d+)$/)
  const vanilla = scoresOf(units, 'option-rotation', 'rotation-0')
  if (!vanilla || rotations.length < 2) return null
  return partOrReason(source, vanilla, {
    id: 'P9',
    scope: '',
    vectors: [scoreRotations(rotations.map(({ values }) => values)).circular, vanilla],
    formula: ([circular, plain]) => retained(circular, plain),
  })
}

/** P11: locality of what single groups of tokens keep (measurement 1.1). */
export function spatialLocality(source: PartSource): MeasuredPart | null {
  const probe = 'patch-information-loss'
  const kept = conditionsLike(source.units, probe, /^keep\/r\d+c\d+$/)
  const whole = scoresOf(source.units, probe, 'all-groups')
  if (kept.length < 2 || !whole) return null
  return partOrReason(source, whole, {
    id: 'P11',
    scope: `${kept.length} groups`,
    vectors: kept.map(({ values }) => source.aboveChance(values)),
    formula: means => {
      const shares = informationShares(means)
      return shares ? locality(shares) : Number.NaN
    },
  })
}

/** P12: share of positive importance in the lowest quarter of the layers, under noise matched to each (measurement 1.8). */
export function earlyConcentration(source: PartSource): MeasuredPart | null {
  const { units } = source
  const layers = dosesOf(units, 'importance', /^layer-(\d+)\/matched-0\.3\/seed-\d+$/)
  const plain = referenceScores(units)
  if (layers.length < 4 || !plain) return null
  const noisy = layers.map(({ values }) => values)
  const reason = ineligibility(units, plain, noisy) ?? unimportance(source, plain, noisy)
  if (reason !== null) return { id: 'P12', part: units.benchmark, reason }
  return partOrReason(source, plain, {
    id: 'P12',
    scope: 'matched 0.3',
    vectors: [plain, ...noisy],
    formula: means => {
      const found = depthConcentration(Array.from(means.subarray(1), left => means[0] - left))
      return 'lowQuarter' in found ? found.lowQuarter : Number.NaN
    },
  })
}

/** Shares of a sum that is not clearly above 0 are shares of noise: as for the modalities, it must exceed two errors. */
function unimportance(
  { units }: PartSource,
  plain: Float64Array,
  noisy: readonly Float64Array[],
): string | null {
  const { design, vectors } = commonUnits(units, [plain, ...noisy])
  const [whole, ...left] = vectors
  const lost = whole.map((value, unit) =>
    left.reduce((sum, own) => sum + (value - own[unit]) / left.length, 0),
  )
  const paired = pairedDifference(lost, design)
  return !isNotEnough(paired) && paired.difference > 0 && paired.difference > 2 * paired.se
    ? null
    : 'noise on its layers costs it nothing that can be told'
}
