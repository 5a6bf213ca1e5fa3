import { isNotEnough, type NotEnoughData } from '../domain/not-enough-data'
import type { Retention } from '../domain/run-summary'
import { bootstrapMeans } from '../statistics/cluster-bootstrap'
import { ratioOfMeans } from '../statistics/ratio'
import { estimateDraws } from './profile/estimate-draws'
import type { SettingValues } from './setting-values'

/**
 * Bootstrap replicates of the retention c_k / c_0 of each setting. Settings on the same units share the same resampled
 * clusters, and so do all checkpoints, so that what is formed from them keeps its covariance (measurement 3).
 * @param key names the benchmark and its edition.
 * Returns `[settings][replicates]`, NaN in replicates whose reference is not above chance.
 */
export function resampleRetention(settings: readonly SettingValues[], key: string): Float64Array[] {
  const onUnits = Map.groupBy(settings, ({ layout }) => layout.units.map(({ items }) => items[0]).join())
  const made = new Map([...onUnits.values()].flatMap(alike => resampleTogether(alike, key)))
  return settings.map(setting => made.get(setting) ?? new Float64Array())
}

/** Settings on the same units, each with its replicates. */
function resampleTogether(
  settings: readonly SettingValues[],
  key: string,
): (readonly [SettingValues, Float64Array])[] {
  const [first] = settings
  if (!first) return []
  const { floors, design } = first.layout
  const vectors = settings.flatMap(({ perturbed, reference }) => [
    aboveChance(perturbed, floors),
    aboveChance(reference, floors),
  ])
  const means = bootstrapMeans(vectors, design, key)
  return settings.map((setting, at) => [
    setting,
    Float64Array.from(means, mean => {
      const [kept = 0, whole = 0] = mean.subarray(2 * at, 2 * at + 2)
      return whole > 0 ? kept / whole : Number.NaN
    }),
  ])
}

/**
 * Chance-corrected retention with its 95 % interval: delta method, or that of the bootstrap where the reference is too
 * close to chance for it (measurement 2.5). @param replicates this setting's, of `resampleRetention`.
 */
export function measureRetention(
  { layout: { floors, design }, perturbed, reference }: SettingValues,
  replicates: Float64Array,
): Retention | NotEnoughData {
  const ratio = ratioOfMeans(aboveChance(perturbed, floors), aboveChance(reference, floors), design)
  if (isNotEnough(ratio)) return ratio
  const { value, unstable } = ratio
  const { low, high } = unstable ? estimateDraws(value, replicates, design.clusters) : ratio
  return { value, low, high, unstable }
}

/** y - g_i: the ratio of its means is c_k / c_0, for (1 - g) cancels. */
function aboveChance(values: Float64Array, floors: Float64Array): Float64Array {
  return values.map((value, unit) => value - (floors[unit] ?? 0))
}
