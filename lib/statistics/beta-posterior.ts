import betaCdf from '@stdlib/stats-base-dists-beta-cdf'

/** A Beta distribution of a success rate. */
export interface BetaPosterior {
  readonly alpha: number
  readonly beta: number
}

/** Stands in for a guess floor of 0, which would leave a prior without weight (measurement 0.1). */
const leastGuess = 0.02

/**
 * What `hits` of `trials` say about a success rate, from the prior Beta(2g', 2(1 - g')) with g' = max(g, 0.02): worth
 * two guesses (measurement 4.1). @param hits may be fractional. @param guess expected success of a content-free guess.
 */
export function successPosterior(hits: number, trials: number, guess: number): BetaPosterior {
  const prior = Math.max(guess, leastGuess)
  return { alpha: 2 * prior + hits, beta: 2 * (1 - prior) + trials - hits }
}

/** What `kept` of `trials` say about a share of which nothing is known before: the prior is Beta(1, 1). */
export function sharePosterior(kept: number, trials: number): BetaPosterior {
  return { alpha: 1 + kept, beta: 1 + trials - kept }
}

export function posteriorMean({ alpha, beta }: BetaPosterior): number {
  return alpha / (alpha + beta)
}

/** P(rate > bound). */
export function probabilityAbove({ alpha, beta }: BetaPosterior, bound: number): number {
  if (bound >= 1) return 0
  // The mirrored tail keeps its digits where 1 - cdf would lose them.
  return bound <= 0 ? 1 : betaCdf(1 - bound, beta, alpha)
}

/** P(rate < bound). */
export function probabilityBelow({ alpha, beta }: BetaPosterior, bound: number): number {
  return probabilityAbove({ alpha: beta, beta: alpha }, 1 - bound)
}
