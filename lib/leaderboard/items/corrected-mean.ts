/** What a mean over some units is formed from. All arrays have one entry per unit of the benchmark. */
export interface CorrectedValues {
  /** NaN where there is none. */
  readonly values: Float64Array
  /** Subtracted from every value: a guess floor, or another vector that it is compared with. */
  readonly from: Float64Array
  readonly floors: Float64Array
  readonly cluster: Int32Array
}

/** Σ(value - from) / Σ(1 - floor) over some units. */
export interface CorrectedMean {
  readonly mean: number
  /** Clustered, by the delta method of a ratio (measurement 2.5); NaN below two clusters. */
  readonly se: number
}

/**
 * The chance-corrected mean (u - g) / (1 - g) of some units where `from` is their floors; a chance-corrected difference
 * where it is other values. NaN without a unit.
 */
export function correctedMean(of: CorrectedValues, units: ArrayLike<number>): CorrectedMean {
  const { mean, room } = ratioOver(of, units)
  const sums = new Float64Array(of.cluster.length)
  addInfluence(sums, of, units, { mean, room }, 1)
  return { mean, se: clusteredError(sums, of.cluster, units).se }
}

/** Σ(value - from) / Σ(1 - floor), and the denominator. */
export function ratioOver(
  { values, from, floors }: CorrectedValues,
  units: ArrayLike<number>,
): { readonly mean: number; readonly room: number } {
  let sum = 0
  let room = 0
  for (let at = 0; at < units.length; at++) {
    const difference = values[units[at]] - from[units[at]]
    if (Number.isNaN(difference)) continue
    sum += difference
    room += 1 - floors[units[at]]
  }
  return { mean: sum / room, room }
}

/** Adds to every cluster's sum what its units add to the deviation of a ratio, `weight` times. */
export function addInfluence(
  sums: Float64Array,
  { values, from, floors, cluster }: CorrectedValues,
  units: ArrayLike<number>,
  { mean, room }: { readonly mean: number; readonly room: number },
  weight: number,
): void {
  for (let at = 0; at < units.length; at++) {
    const unit = units[at]
    const difference = values[unit] - from[unit]
    if (Number.isNaN(difference)) continue
    sums[cluster[unit]] += (weight * (difference - mean * (1 - floors[unit]))) / room
  }
}

/** √(G / (G - 1) Σ (a cluster's sum)²) over the clusters of `units` (measurement 2.1). */
export function clusteredError(
  sums: Float64Array,
  cluster: Int32Array,
  units: ArrayLike<number>,
): { readonly se: number; readonly clusters: number } {
  const seen = new Uint8Array(sums.length)
  let clusters = 0
  let squares = 0
  for (let at = 0; at < units.length; at++) {
    const own = cluster[units[at]]
    if (seen[own] === 1) continue
    seen[own] = 1
    clusters += 1
    squares += sums[own] ** 2
  }
  return { se: clusters < 2 ? Number.NaN : Math.sqrt((squares * clusters) / (clusters - 1)), clusters }
}
