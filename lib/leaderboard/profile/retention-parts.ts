import type { PropertyId } from '../../domain/property'
import { countingSet, isClassification } from '../../probes/design/benchmark-sets'
import { conditionsLike, meanVector, referenceScores, scoresOf } from '../findings/unit-scores'
import { clip } from '../spatial-area'
import { type MeasuredPart, type PartSource, partOrReason } from './part-recipe'

/** P1: what is kept when the order of the visual tokens is lost. */
export function tokenOrderRetention(source: PartSource): MeasuredPart | null {
  const permuted = seedsOf(source, 'permutation', /^seed-\d+$/)
  return retention(source, 'P1', permuted, referenceScores(source.units), kept => kept)
}

/** P3: what is lost when there is no picture. */
export function visualReliance(source: PartSource): MeasuredPart | null {
  const blind = scoresOf(source.units, 'reference', 'no-image')
  return retention(source, 'P3', blind, referenceScores(source.units), kept => 1 - kept)
}

/** P6: what is lost when only what a caption says of the picture is left. */
export function detailReliance(source: PartSource): MeasuredPart | null {
  const synthesized = seedsOf(source, 'synthesized-image', /^picture-\d+$/)
  return retention(source, 'P6', synthesized, referenceScores(source.units), kept => 1 - kept)
}

/** P7: what the checkpoint recognises of what its own encoder does, on the seven sets of the paper. */
export function recognitionPreserved(source: PartSource): MeasuredPart | null {
  const { units } = source
  if (!isClassification(units.benchmark) || units.benchmark === countingSet) return null
  const probe = 'alignment-classification'
  return retention(
    source,
    'P7',
    scoresOf(units, probe, 'closed'),
    scoresOf(units, probe, 'encoder'),
    kept => kept,
  )
}

/** P10: what it solves of the mathematics in words that its language model solved before visual tuning. */
export function textReasoningKept(source: PartSource): MeasuredPart | null {
  const { units } = source
  return retention(
    source,
    'P10',
    referenceScores(units),
    scoresOf(units, 'text-maths', 'backbone'),
    kept => kept,
  )
}

function seedsOf({ units }: PartSource, probe: string, pattern: RegExp): Float64Array | null {
  const seeds = conditionsLike(units, probe, pattern)
  return seeds.length === 0 ? null : meanVector(seeds.map(({ values }) => values))
}

/** clip(f(c_k / c_0), 0, 1): the (1 - g) of both cancel. */
function retention(
  source: PartSource,
  id: PropertyId,
  kept: Float64Array | null,
  whole: Float64Array | null,
  ofRetention: (retention: number) => number,
): MeasuredPart | null {
  if (!kept || !whole) return null
  return partOrReason(source, whole, {
    id,
    scope: '',
    vectors: [source.aboveChance(kept), source.aboveChance(whole)],
    formula: ([above, below]) => (below > 0 ? clip(ofRetention(above / below)) : Number.NaN),
  })
}
