/** Log-probability of each token of a class name, after one question. */
export interface NameScore {
  readonly name: string
  /** [tokens], natural logarithm; at least one. */
  readonly logProbabilities: readonly number[]
}

export interface RankedName {
  readonly name: string
  /** Mean over its tokens: the length-normalised log-likelihood, so that a long name is not worse for its length. */
  readonly mean: number
}

/** Names from the most to the least likely; equally likely ones keep their order. */
export function rankByLogLikelihood(scores: readonly NameScore[]): RankedName[] {
  return scores
    .map(({ name, logProbabilities }) => ({
      name,
      mean: logProbabilities.reduce((sum, one) => sum + one, 0) / logProbabilities.length,
    }))
    .sort((one, other) => other.mean - one.mean)
}
