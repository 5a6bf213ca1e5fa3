import type { NotRun } from '../../domain/not-run'
import type { PropertyId } from '../../domain/property'
import { stratifiedMean } from '../../statistics/stratified-mean'
import { commonUnits, type UnitScores } from '../findings/unit-scores'
import { type AlignmentRows, alignmentParts, alignmentUnits } from './alignment-part'
import { occlusionRobustness, saliencyUse, spatialRetention } from './area-parts'
import { estimateParts } from './estimate-parts'
import { type MeasuredPart, type PartRecipe, type PartSource, partSource } from './part-recipe'
import type { Profile, ProfileProperty, PropertyPart } from './profile'
import { propertyKinds, readingOrder } from './property'
import { type ResampledUnits, resampleUnits } from './resample-units'
import {
  detailReliance,
  recognitionPreserved,
  textReasoningKept,
  tokenOrderRetention,
  visualReliance,
} from './retention-parts'
import { earlyConcentration, optionOrderStability, spatialLocality } from './structure-parts'

/** Everything a run measured that properties are made of. */
export interface ProfileInput {
  readonly benchmarks: readonly UnitScores[]
  /** Null where features were not read. */
  readonly alignment: AlignmentRows | null
  /** Probes that were not run, with the reason. */
  readonly notRun: readonly NotRun[]
}

/** Below this visual reliance, keeping one's score under a probe says nothing about seeing (measurement 3). */
const leastReliance = 0.2

const partsOfBenchmark: readonly ((source: PartSource) => MeasuredPart | null)[] = [
  tokenOrderRetention,
  spatialRetention,
  visualReliance,
  occlusionRobustness,
  saliencyUse,
  detailReliance,
  recognitionPreserved,
  optionOrderStability,
  textReasoningKept,
  spatialLocality,
  earlyConcentration,
]

/**
 * The robustness profile of measurement 3. Each property is the unweighted mean over its eligible benchmarks; all of
 * them come from one bootstrap over clusters, with the same resamples for every property and checkpoint.
 */
export function buildProfile({ benchmarks, alignment, notRun }: ProfileInput): Profile {
  const groups = benchmarks.map(units => {
    const source = partSource(units)
    const parts = partsOfBenchmark.flatMap(measure => measure(source) ?? [])
    return { parts, units: resampledUnits(units, parts) }
  })
  if (alignment) {
    const parts = alignmentParts(alignment)
    groups.push({
      parts,
      units: alignmentUnits(
        alignment,
        recipesOf(parts).flatMap(one => one.vectors),
      ),
    })
  }
  const means = resampleUnits(groups.map(({ units }) => units))
  const measured = groups.flatMap(({ parts, units }, at) =>
    drawnParts(recipesOf(parts), units, means[at]).map(([id, part]) => ({ id, part })),
  )
  const left = groups.flatMap(({ parts }) => parts).flatMap(one => ('reason' in one ? [one] : []))
  const properties = readingOrder.map(id =>
    property(
      id,
      measured.flatMap(one => (one.id === id ? [one.part] : [])),
      left.flatMap(one => (one.id === id ? [{ part: one.part, reason: one.reason }] : [])),
      notRun,
    ),
  )
  return { properties: besideReliance(properties) }
}

function recipesOf(parts: readonly MeasuredPart[]): PartRecipe[] {
  return parts.flatMap(part => ('vectors' in part ? [part] : []))
}

function resampledUnits(
  { benchmark, edition, design, pictures }: UnitScores,
  parts: readonly MeasuredPart[],
): ResampledUnits {
  const vectors = recipesOf(parts).flatMap(one => one.vectors)
  return { key: `${benchmark}/${edition}`, design, pictures, vectors }
}

/** @param means `[vectors][replicates]`, those of all recipes one after the other. */
function drawnParts(
  recipes: readonly PartRecipe[],
  { design }: ResampledUnits,
  means: readonly Float64Array[],
): (readonly [PropertyId, PropertyPart])[] {
  let first = 0
  return recipes.map(({ id, part, scope, vectors, formula }) => {
    const own = means.slice(first, first + vectors.length)
    first += vectors.length
    const floors = new Float64Array(vectors[0].length)
    const common = commonUnits({ design, floors }, vectors)
    const value = formula(
      Float64Array.from(common.vectors, vector => stratifiedMean(vector, common.design).mean),
    )
    const drawn = new Float64Array(own.length)
    const draws = own[0].map((_, replicate) => {
      for (let vector = 0; vector < drawn.length; vector++) drawn[vector] = own[vector][replicate]
      return formula(drawn)
    })
    return [id, { part, scope, value, clusters: common.design.clusters, draws }]
  })
}

function property(
  id: PropertyId,
  parts: readonly PropertyPart[],
  ineligible: ProfileProperty['ineligible'],
  notRun: readonly NotRun[],
): ProfileProperty {
  const formed = parts.filter(({ value }) => Number.isFinite(value))
  const undefinedParts = parts
    .filter(part => !formed.includes(part))
    .map(({ part }) => ({ part, reason: 'nothing of it is left above chance' }))
  const left = [...ineligible, ...undefinedParts]
  if (formed.length > 0)
    return {
      id,
      state: 'shown',
      reason: null,
      estimate: estimateParts(formed),
      parts: formed,
      ineligible: left,
    }
  const reason = missingReason(id, left, notRun)
  return { id, state: 'missing', reason, estimate: null, parts: [], ineligible: left }
}

function missingReason(
  id: PropertyId,
  left: ProfileProperty['ineligible'],
  notRun: readonly NotRun[],
): string {
  if (left.length > 0) return left.map(({ part, reason }) => `${part}: ${reason}`).join('; ')
  const { probe } = propertyKinds[id]
  const reasons = notRun.filter(one => one.probe === probe).map(({ reason }) => reason.message)
  return reasons.length > 0 ? [...new Set(reasons)].join('; ') : 'not measured'
}

/** P1, P2 and P4 read next to P3: a checkpoint that ignores the picture is perfectly "robust". */
function besideReliance(properties: readonly ProfileProperty[]): ProfileProperty[] {
  const reliance = properties.find(({ id }) => id === 'P3')?.estimate?.value ?? null
  if (reliance !== null && reliance >= leastReliance) return [...properties]
  const reason =
    reliance === null ? 'visual reliance is not known' : `visual reliance is below ${leastReliance}`
  return properties.map(one =>
    one.state === 'shown' && propertyKinds[one.id].besideReliance
      ? { ...one, state: 'not-interpretable', reason }
      : one,
  )
}
