/**
 * Share of the information each group of tokens keeps: w_j = max(0, c_j) / Σ max(0, c) (measurement 1.1). Null where no
 * group keeps anything above chance. @param kept c_j, or y - g in means, of each group.
 */
export function informationShares(kept: ArrayLike<number>): Float64Array | null {
  const positive = Float64Array.from(kept, value => Math.max(0, value))
  const total = positive.reduce((sum, value) => sum + value, 0)
  return total > 0 ? positive.map(value => value / total) : null
}

/** 1 - entropy(w) / ln M: 0 where all groups keep the same, 1 where one has it all. @param shares of M ≥ 2 groups. */
export function locality(shares: Float64Array): number {
  const entropy = shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0)
  // Rounding must not leave an even spread below 0.
  return Math.max(0, 1 - entropy / Math.log(shares.length))
}
