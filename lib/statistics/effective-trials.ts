/** Assumed of repeats by one checkpoint where the data do not tell (measurement 4.1). */
export const defaultCorrelation = 0.5

/**
 * How many independent answers `repeats` answers of one checkpoint are worth: R / (1 + (R - 1) ρ) (measurement 4.1).
 * @param correlation ρ between the repeats, in [0, 1].
 */
export function effectiveTrials(repeats: number, correlation: number): number {
  return repeats === 0 ? 0 : repeats / (1 + (repeats - 1) * correlation)
}

/** What the repeats of all items add up to; additive over checkpoints, one entry per item. */
export interface RepeatSums {
  /** Checkpoints with at least two repeats. */
  readonly groups: Float64Array
  /** Their repeats, all together. */
  readonly answers: Float64Array
  /** Σ of the checkpoints' mean scores, and of its squares. */
  readonly means: Float64Array
  readonly squaredMeans: Float64Array
  /** Σ over checkpoints of squared deviations from their own mean. */
  readonly within: Float64Array
}

/** Fewer degrees of freedom than this, between or within, do not make an estimate. */
const leastFreedom = 30

/**
 * Correlation of one checkpoint's repeats on one item: the one-way intraclass correlation with the item's mean taken
 * out, (MSB - MSW) / (MSB + (R - 1) MSW), over all items together, in [0, 1]. `defaultCorrelation` where there are too
 * few repeats, or where every answer is alike.
 */
export function repeatCorrelation({ groups, answers, means, squaredMeans, within }: RepeatSums): number {
  let between = 0
  let betweenFreedom = 0
  let inside = 0
  let insideFreedom = 0
  let repeats = 0
  let checkpoints = 0
  groups.forEach((count, item) => {
    if (count < 2) return
    const size = answers[item] / count
    const sum = means[item]
    between += size * (squaredMeans[item] - (sum * sum) / count)
    betweenFreedom += count - 1
    inside += within[item]
    insideFreedom += answers[item] - count
    repeats += answers[item]
    checkpoints += count
  })
  if (betweenFreedom < leastFreedom || insideFreedom < leastFreedom) return defaultCorrelation
  const msb = between / betweenFreedom
  const msw = inside / insideFreedom
  const spread = msb + (repeats / checkpoints - 1) * msw
  return spread < 1e-12 ? defaultCorrelation : Math.min(1, Math.max(0, (msb - msw) / spread))
}
