import type { Effect } from '../domain/run-summary'
import { bootstrapMeans, percentileInterval } from '../statistics/cluster-bootstrap'
import { ratioOfMeans } from '../statistics/ratio'
import type { SettingValues } from './setting-values'
import type { UnitLayout } from './unit-layout'

/**
 * Bootstrap replicates of the retention c_k / c_0 of each setting. All settings of a benchmark share the same resampled
 * clusters, and so do all checkpoints, so that what is formed from them keeps its covariance (measurement 3).
 * @param key names the benchmark and its edition.
 * Returns `[settings][replicates]`, NaN in replicates whose reference is not above chance.
 */
export function resampleRetention(
  settings: readonly SettingValues[],
  { floors, design }: UnitLayout,
  key: string,
): Float64Array[] {
  const vectors = settings.flatMap(({ perturbed, reference }) => [
    aboveChance(perturbed, floors),
    aboveChance(reference, floors),
  ])
  const means = bootstrapMeans(vectors, design, key)
  return settings.map((_, setting) =>
    Float64Array.from(means, mean => {
      const [kept = 0, whole = 0] = mean.subarray(2 * setting, 2 * setting + 2)
      return whole > 0 ? kept / whole : Number.NaN
    }),
  )
}

/**
 * Chance-corrected retention with its 95 % interval: delta method, or the bootstrap's percentiles where the reference
 * is too close to chance for it (measurement 2.5).
 * @param replicates this setting's, of `resampleRetention`.
 */
export function measureRetention(
  { perturbed, reference }: SettingValues,
  { floors, design }: UnitLayout,
  replicates: Float64Array,
): NonNullable<Effect['retention']> {
  const { value, low, high, unstable } = ratioOfMeans(
    aboveChance(perturbed, floors),
    aboveChance(reference, floors),
    design,
  )
  const interval = unstable ? percentileInterval(replicates.filter(Number.isFinite)) : { low, high }
  return { value, ...interval, unstable }
}

/** y - g_i: the ratio of its means is c_k / c_0, for (1 - g) cancels. */
function aboveChance(values: Float64Array, floors: Float64Array): Float64Array {
  return values.map((value, unit) => value - (floors[unit] ?? 0))
}
