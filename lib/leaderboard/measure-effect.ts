import type { Cell } from '../domain/cell'
import { isNotEnough, type NotEnoughData } from '../domain/not-enough-data'
import type { Effect } from '../domain/run-summary'
import { estimateMean } from '../statistics/intervals'
import { itemsBySeeds } from '../statistics/items-by-seeds'
import { mcnemar, type PairedDifference, pairedDifference } from '../statistics/paired'
import { type Design, restrictDesign } from '../statistics/stratified-mean'
import { correctEstimate, isAtChance } from './chance-correction'
import { measureRetention } from './retention'
import type { SettingValues } from './setting-values'

/** An effect whose p is not adjusted yet: that takes the effects of all benchmarks. */
export interface MeasuredEffect extends Omit<Effect, 'change'> {
  readonly difference: PairedDifference
  /** Bootstrap replicates of the retention; see `resampleRetention`. */
  readonly retentionReplicates: Float64Array
}

/** Rates of unread answers further apart than this confound the change (measurement 0.6). */
const formatMargin = 0.02

/**
 * Measures one setting of a probe against its own reference on the same units. @param replicates of its retention.
 * @returns not-enough-data where all units are of one cluster.
 */
export function measureEffect(
  values: SettingValues,
  replicates: Float64Array,
): MeasuredEffect | NotEnoughData {
  const { cells, layout, reference, seeds, perturbed } = values
  const { design } = layout
  const items = layout.units.flatMap(unit => unit.items)
  const discordant = discordantUnits(reference, seeds)
  const difference = differenceOf(values, design, discordant)
  if (isNotEnough(difference)) return difference
  const referenceEstimate = estimateMean(reference, design)
  const unparsedRate = shareOf(cells.seeds, items, cell => cell.unparsed)
  const unparsedReferenceRate = shareOf([cells.reference], items, cell => cell.unparsed)
  const formatConfounded = Math.abs(unparsedRate - unparsedReferenceRate) > formatMargin
  return {
    probe: cells.probe,
    setting: cells.setting,
    seeds: seeds.length,
    reference: referenceEstimate,
    perturbed: estimateMean(perturbed, design),
    difference,
    retention: isAtChance(correctEstimate(referenceEstimate, layout.guessFloor))
      ? null
      : measureRetention(values, replicates),
    retentionReplicates: replicates,
    changedAnswers: shareOf(cells.seeds, items, cell => cell.changed),
    discordant,
    seedSdPp: seedDeviation(seeds, design),
    unparsedRate,
    unparsedReferenceRate,
    formatConfounded,
    readableChange: formatConfounded ? readableChange(values) : null,
  }
}

/** Paired difference; exact McNemar for one seed of independent 0/1 units (measurement 2.3). */
function differenceOf(
  { reference, perturbed }: SettingValues,
  design: Design,
  discordant: Effect['discordant'],
): PairedDifference | NotEnoughData {
  const differences = perturbed.map((value, unit) => value - (reference[unit] ?? 0))
  const paired = pairedDifference(differences, design)
  if (isNotEnough(paired)) return paired
  const independent = design.strata === 1 && design.clusters === differences.length
  return discordant && independent ? { ...paired, p: mcnemar(discordant.lost, discordant.gained) } : paired
}

function discordantUnits(reference: Float64Array, seeds: readonly Float64Array[]): Effect['discordant'] {
  const [only] = seeds
  const binary = (values: Float64Array) => values.every(value => value === 0 || value === 1)
  if (!only || seeds.length > 1 || !binary(reference) || !binary(only)) return null
  return {
    lost: only.filter((value, unit) => value < (reference[unit] ?? 0)).length,
    gained: only.filter((value, unit) => value > (reference[unit] ?? 0)).length,
  }
}

/**
 * Sample standard deviation of the score between seeds, in pp (measurement 2.4); null with one seed, or of one cluster.
 * @param seeds unit values [seeds][units]
 */
export function seedDeviation(seeds: readonly Float64Array[], design: Design): number | null {
  const found = itemsBySeeds(seeds, design)
  return isNotEnough(found) ? null : 100 * found.reproducibilitySe * Math.sqrt(seeds.length)
}

/** The change over the units whose every answer was read under the reference and all seeds (measurement 0.6). */
function readableChange(values: SettingValues): Effect['readableChange'] {
  const { cells, layout, reference, perturbed } = values
  const read = (item: number) => [cells.reference, ...cells.seeds].every(cell => cell.unparsed[item] === 0)
  const units = layout.units.flatMap(({ items }, unit) => (items.every(read) ? [unit] : []))
  if (units.length === 0) return null
  const differences = units.map(unit => (perturbed[unit] ?? 0) - (reference[unit] ?? 0))
  const paired = pairedDifference(differences, restrictDesign(layout.design, units))
  if (isNotEnough(paired)) return null
  const { difference, low, high } = paired
  return { pp: 100 * difference, low: 100 * low, high: 100 * high, units: units.length }
}

/** Share of flags that are set, over some items of all cells. @param items by their places. */
export function shareOf(
  cells: readonly Cell[],
  items: readonly number[],
  flagsOf: (cell: Cell) => Uint8Array,
): number {
  const set = cells.reduce((sum, cell) => {
    const flags = flagsOf(cell)
    return sum + items.filter(item => flags[item] !== 0).length
  }, 0)
  return set / (cells.length * items.length)
}
