import { type Dose, dosesOf, occludedArea, retained } from '../findings/doses'
import { referenceScores } from '../findings/unit-scores'
import { retentionArea } from '../spatial-area'
import { ineligibility, type MeasuredPart, type PartSource, partOrReason } from './part-recipe'

/**
 * P2: area under retention against the rank of the grid, each grid against its own resized, unshuffled picture. The axis
 * is as long as there are grids (measurement 1.3).
 */
export function spatialRetention(source: PartSource): MeasuredPart | null {
  const { units, aboveChance } = source
  const shuffled = dosesOf(units, 'spatial-shuffle', /^grid-(\d+)\/seed-\d+$/)
  const whole = dosesOf(units, 'spatial-shuffle', /^grid-(\d+)\/unshuffled$/)
  const plain = referenceScores(units)
  if (shuffled.length === 0 || whole.length !== shuffled.length || !plain) return null
  const values = whole.map(dose => dose.values)
  const reason = values.map(one => ineligibility(units, one, values)).find(found => found !== null)
  if (reason) return { id: 'P2', part: units.benchmark, reason }
  const ranks = [0, ...shuffled.map((_, grid) => grid + 1)]
  return partOrReason(source, plain, {
    id: 'P2',
    scope: `grids ${shuffled.map(({ amount }) => amount).join(' ')}`,
    vectors: shuffled.flatMap((dose, at) => [aboveChance(dose.values), aboveChance(values[at])]),
    formula: means =>
      retentionArea(ranks, [1, ...shuffled.map((_, at) => retained(means[2 * at], means[2 * at + 1]))]),
  })
}

/** P4: area under retention against the share of patches that are blacked out at random (measurement 1.6). */
export function occlusionRobustness(source: PartSource): MeasuredPart | null {
  const random = dosesOf(source.units, 'occlusion', /^random\/([\d.]+)\/seed-\d+$/)
  const plain = referenceScores(source.units)
  if (random.length === 0 || !plain) return null
  return partOrReason(source, plain, {
    id: 'P4',
    scope: scopeOf(random),
    vectors: [plain, ...random.map(({ values }) => values)].map(source.aboveChance),
    formula: means => occludedArea(random, means, 1),
  })
}

/** P5: (1 + contrast) / 2, the contrast of the areas without what stands out least and most (measurement 1.6). */
export function saliencyUse(source: PartSource): MeasuredPart | null {
  const salient = dosesOf(source.units, 'occlusion', /^salient\/([\d.]+)$/)
  const others = dosesOf(source.units, 'occlusion', /^non-salient\/([\d.]+)$/)
  const plain = referenceScores(source.units)
  if (salient.length === 0 || scopeOf(salient) !== scopeOf(others) || !plain) return null
  return partOrReason(source, plain, {
    id: 'P5',
    scope: scopeOf(salient),
    vectors: [plain, ...salient.map(({ values }) => values), ...others.map(({ values }) => values)].map(
      source.aboveChance,
    ),
    formula: means =>
      (1 + occludedArea(others, means, 1 + salient.length) - occludedArea(salient, means, 1)) / 2,
  })
}

function scopeOf(doses: readonly Dose[]): string {
  return `ratios ${doses.map(({ amount }) => amount).join(' ')}`
}
