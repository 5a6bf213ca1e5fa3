import { isNotEnough, type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import { estimateRatio, type RatioWithMethod } from '../../statistics/estimate-ratio'
import type { Interval } from '../../statistics/intervals'
import { benjaminiHochberg } from '../../statistics/multiplicity'
import { pairedDifference } from '../../statistics/paired'
import { isAtChance } from '../chance-correction'
import type { BootstrappedValue } from '../profile/profile'
import { type ConditionEstimate, estimateCondition, retentionOf } from './condition-estimate'
import { informationShares, locality } from './information-share'
import { resampledValues } from './resampled-values'
import { centreMinusEdge, type GridPlace, placeOf, ringMeans, ringsOf } from './token-grid'
import {
  aboveFloor,
  type CommonUnits,
  commonUnits,
  meanVector,
  scoresOf,
  type UnitScores,
} from './unit-scores'

/** 1 - R of a ratio R: positive means that information was lost (measurement 0.2). */
export interface Loss extends Interval {
  readonly value: number
  readonly se: number
  /** The reference is too near to 0 for the delta method. */
  readonly unstable: boolean
}

/** What is lost when one group of tokens is all that is left. */
export interface GroupLoss extends GridPlace {
  /** PIL: it cannot pass (f_0 - g) / f_0 however little the group says. */
  readonly loss: Loss
  /** PIL_c; null where the reference is at chance. */
  readonly correctedLoss: Loss | null
  /** Its share of what all groups keep above chance; null at chance. */
  readonly share: number | null
  /** Of its difference from the mean map, by Benjamini and Hochberg over the groups: a screen at 10 %. */
  readonly p: number
}

/** How the groups stand to each other; there is none where the reference is at chance. */
export interface LossStructure {
  readonly locality: BootstrappedValue
  /** Mean of 1 - PIL_c over the rings of the grid, the outermost first. */
  readonly rings: readonly BootstrappedValue[]
  readonly centreMinusEdge: BootstrappedValue
}

/** The map of measurement 1.1 on one benchmark. */
export interface PatchInformationLoss {
  readonly benchmark: string
  readonly reference: ConditionEstimate
  /** Row by row. */
  readonly groups: readonly GroupLoss[]
  readonly structure: LossStructure | null
  /** The same without any picture: no group can be expected to lose more. */
  readonly noImage: Pick<GroupLoss, 'loss' | 'correctedLoss'> | null
  /** What is lost when one group is left out; empty where that was not run. */
  readonly leftOut: readonly (GridPlace & { readonly loss: Loss })[]
}

const probe = 'patch-information-loss'

/** Null where the probe was not run on the benchmark. */
export function findPatchInformationLoss(units: UnitScores): PatchInformationLoss | NotEnoughData | null {
  const whole = scoresOf(units, probe, 'all-groups')
  const kept = groupsOf(units, 'keep')
  if (!whole || kept.length === 0) return null
  if (kept.length < 2) return tooFew('groups of tokens', kept.length, 2)
  const common = commonUnits(units, [whole, ...kept.map(({ values }) => values)])
  const { clusters } = common.design
  if (clusters < 2) return tooFew('clusters asked under all conditions', clusters, 2)
  const [full, ...left] = common.vectors
  const reference = estimateCondition(common, full)
  if (isNotEnough(reference)) return reference
  const atChance = isAtChance(reference.corrected)
  const lossesTo = (own: UnitScores, values: Float64Array, to: Float64Array) =>
    lossesOf(own, values, to, atChance)
  const losses = left.map(values => lossesTo({ ...units, ...common }, values, full))
  const known = losses.flatMap(loss => (isNotEnough(loss) ? [] : [loss]))
  if (known.length < kept.length) return tooFew('items that are right with all groups', 0, 1)
  const retained = known.map(({ correctedLoss }) => 1 - (correctedLoss?.value ?? 1))
  const shares = informationShares(retained)
  const p = screenedGroups(common, left)
  const blind = scoresOf(units, 'reference', 'no-image')
  const noImage = blind && lossesTo(units, blind, whole)
  return {
    benchmark: units.benchmark,
    reference,
    groups: known.map((loss, at) => ({
      ...kept[at].place,
      ...loss,
      share: shares ? shares[at] : null,
      p: p[at],
    })),
    structure: atChance ? null : structureOf(units, whole, kept),
    noImage: noImage && !isNotEnough(noImage) ? noImage : null,
    leftOut: groupsOf(units, 'drop').flatMap(({ place, values }) => {
      const found = lossesTo(units, values, whole)
      return isNotEnough(found) ? [] : [{ ...place, loss: found.loss }]
    }),
  }
}

/** p of each group's difference from the mean of all, adjusted over the map. */
function screenedGroups({ design }: CommonUnits, groups: readonly Float64Array[]): number[] {
  const mean = meanVector(groups)
  return benjaminiHochberg(
    groups.map(values => {
      const paired = pairedDifference(
        values.map((value, unit) => value - mean[unit]),
        design,
      )
      return isNotEnough(paired) ? 1 : paired.p
    }),
  )
}

/** Conditions about one group of tokens each, row by row. */
function groupsOf(units: UnitScores, what: 'keep' | 'drop') {
  return [...(units.probes.get(probe) ?? [])]
    .flatMap(([condition, values]) =>
      condition.startsWith(`${what}/`) ? [{ place: placeOf(condition), values }] : [],
    )
    .toSorted((a, b) => a.place.row - b.place.row || a.place.column - b.place.column)
}

function lossesOf(
  units: UnitScores,
  values: Float64Array,
  whole: Float64Array,
  atChance: boolean,
): Pick<GroupLoss, 'loss' | 'correctedLoss'> | NotEnoughData {
  const common = commonUnits(units, [values, whole])
  if (common.floors.length === 0) return tooFew('items asked under both', 0, 1)
  const key = `${units.benchmark}/${units.edition}`
  const ratio = estimateRatio(common.vectors[0], common.vectors[1], common.design, key)
  if (isNotEnough(ratio)) return ratio
  const corrected = atChance ? null : retentionOf(common, key)
  return {
    loss: lossOf(ratio),
    correctedLoss: corrected === null || isNotEnough(corrected) ? null : lossOf(corrected),
  }
}

function lossOf({ value, se, low, high, unstable }: RatioWithMethod): Loss {
  return { value: 1 - value, se, low: 1 - high, high: 1 - low, unstable }
}

function structureOf(
  units: UnitScores,
  whole: Float64Array,
  kept: readonly { readonly place: GridPlace; readonly values: Float64Array }[],
): LossStructure | null {
  const above = [whole, ...kept.map(({ values }) => values)].map(values => aboveFloor(values, units.floors))
  const places = kept.map(({ place }) => place)
  const resampled = resampledValues(units, above)
  const spread = resampled(means => {
    const shares = informationShares(means.subarray(1))
    return shares ? locality(shares) : Number.NaN
  })
  const retained = ([full, ...left]: Float64Array) =>
    full > 0
      ? ringMeans(
          left.map(mean => mean / full),
          places,
        )
      : null
  const middle = resampled(
    means => {
      const found = retained(means)
      return found ? centreMinusEdge(found) : Number.NaN
    },
    { low: -1, high: 1 },
  )
  const rings = ringsOf(places).flatMap(ring => {
    const mean = resampled(means => retained(means)?.[ring] ?? Number.NaN)
    return isNotEnough(mean) ? [] : [mean]
  })
  if (isNotEnough(spread) || isNotEnough(middle)) return null
  return { locality: spread, rings, centreMinusEdge: middle }
}
