import { type NotEnoughData, tooFew } from '../domain/not-enough-data'

/**
 * The share of probability that a checkpoint gives each option id whatever stands under it: softmax of the mean over
 * rotations of the ids' log-probabilities (Zheng et al. 2024, PriDe; measurement 4.2). Over all rotations every content
 * stands once under every id, so that what is left is the id's.
 * @param logProbabilities [rotations][option ids], of one item or averaged over several.
 */
export function optionPrior(logProbabilities: readonly ArrayLike<number>[]): number[] | NotEnoughData {
  const options = logProbabilities[0]?.length ?? 0
  if (logProbabilities.length < options || options < 2)
    return tooFew('rotations', logProbabilities.length, Math.max(2, options))
  const means = Array.from({ length: options }, (_, option) =>
    logProbabilities.reduce((sum, row) => sum + (row[option] ?? Number.NaN) / logProbabilities.length, 0),
  )
  const finite = means.filter(Number.isFinite).length
  return finite < options ? tooFew('options with a log-probability', finite, options) : softmax(means)
}

/**
 * An answer distribution with the prior divided out: its largest is the debiased answer.
 * @param logProbabilities of the option ids under one rotation, finite; @param prior of `optionPrior`.
 */
export function removePrior(logProbabilities: ArrayLike<number>, prior: readonly number[]): number[] {
  return softmax(prior.map((share, option) => (logProbabilities[option] ?? 0) - Math.log(share)))
}

/** Kullback-Leibler divergence of a prior from the uniform one, in nats: 0 where no option is preferred. */
export function priorDivergence(prior: readonly number[]): number {
  return prior.reduce((sum, share) => sum + (share > 0 ? share * Math.log(share * prior.length) : 0), 0)
}

/**
 * RStd: population standard deviation of the recall over gold positions, in percent (Zheng et al. 2024; measurement 4.2).
 * @param recalls share of right answers among the items whose gold stands at each position, in [0, 1].
 */
export function recallDeviation(recalls: readonly number[]): number | NotEnoughData {
  if (recalls.length < 2) return tooFew('gold positions', recalls.length, 2)
  const mean = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length
  return 100 * Math.sqrt(recalls.reduce((sum, recall) => sum + (recall - mean) ** 2, 0) / recalls.length)
}

function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits)
  const weights = logits.map(logit => Math.exp(logit - largest))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map(weight => weight / total)
}
