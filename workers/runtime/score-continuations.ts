import type { ContinuationScore } from './checkpoint'

/**
 * Log-probabilities of the tokens of every continuation after a prompt that has been read: a continuation of one token
 * costs nothing more.
 * @param first logits [vocabulary] after the prompt. @param most continuations of one length that are read side by side.
 * @param after given continuations of one length, each without its last token, the logits [all their tokens, vocabulary]
 * after each of them.
 */
export async function scoreContinuations(
  continuations: readonly (readonly number[])[],
  first: Float32Array,
  most: number,
  after: (continuations: readonly (readonly number[])[]) => Promise<Float32Array>,
): Promise<ContinuationScore[]> {
  if (continuations.length === 0) return []
  const vocabulary = first.length
  const afterPrompt = logSum(first)
  const scores = continuations.map(ids => ({
    ids,
    logProbabilities: ids.slice(0, 1).map(id => (first[id] ?? 0) - afterPrompt),
  }))
  for (const group of equalLengths(scores, most)) {
    const length = group[0]?.ids.length ?? 0
    if (length < 2) continue
    // What follows the last token is not asked for, so it is not read.
    const logits = await after(group.map(({ ids }) => ids.slice(0, -1)))
    group.forEach(({ ids, logProbabilities }, sequence) => {
      for (let token = 1; token < length; token++) {
        const row = sequence * (length - 1) + token - 1
        const own = logits.subarray(row * vocabulary, (row + 1) * vocabulary)
        logProbabilities.push((own[ids[token] ?? 0] ?? 0) - logSum(own))
      }
    })
  }
  return scores
}

function equalLengths<T extends { readonly ids: readonly number[] }>(
  scores: readonly T[],
  most: number,
): T[][] {
  const groups: T[][] = []
  const open = new Map<number, T[]>()
  for (const score of scores) {
    const known = open.get(score.ids.length)
    const group = known && known.length < most ? known : []
    if (group !== known) groups.push(group)
    group.push(score)
    open.set(score.ids.length, group)
  }
  return groups
}

/** The logarithm of the sum of exponentials, in float64, as the sum of a large vocabulary needs it. */
function logSum(logits: Float32Array): number {
  let top = Number.NEGATIVE_INFINITY
  for (const logit of logits) if (logit > top) top = logit
  let sum = 0
  for (const logit of logits) sum += Math.exp(logit - top)
  return top + Math.log(sum)
}
