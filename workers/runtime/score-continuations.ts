import type { ContinuationScore } from './checkpoint'

/** Continuations of one length that are read side by side. */
const sideBySide = 8

/**
 * Log-probabilities of the tokens of every continuation after a prompt that has been read: a continuation of one token
 * costs nothing more.
 * @param first logits [vocabulary] after the prompt.
 * @param after given continuations of one length, each without its last token, the logits [all their tokens, vocabulary]
 * after each of them.
 */
export async function scoreContinuations(
  continuations: readonly (readonly number[])[],
  first: Float32Array,
  after: (continuations: readonly (readonly number[])[]) => Promise<Float32Array>,
): Promise<ContinuationScore[]> {
  const vocabulary = first.length
  const firstLog = logSoftmax(first)
  const scores = continuations.map(ids => ({
    ids,
    logProbabilities: ids.slice(0, 1).map(id => firstLog[id] ?? 0),
  }))
  for (const group of equalLengths(scores)) {
    const length = group[0]?.ids.length ?? 0
    if (length < 2) continue
    // What follows the last token is not asked for, so it is not read.
    const logits = await after(group.map(({ ids }) => ids.slice(0, -1)))
    group.forEach(({ ids, logProbabilities }, sequence) => {
      for (let token = 1; token < length; token++) {
        const row = sequence * (length - 1) + token - 1
        const log = logSoftmax(logits.subarray(row * vocabulary, (row + 1) * vocabulary))
        logProbabilities.push(log[ids[token] ?? 0] ?? 0)
      }
    })
  }
  return scores
}

function equalLengths<T extends { readonly ids: readonly number[] }>(scores: readonly T[]): T[][] {
  const groups: T[][] = []
  const open = new Map<number, T[]>()
  for (const score of scores) {
    const known = open.get(score.ids.length)
    const group = known && known.length < sideBySide ? known : []
    if (group !== known) groups.push(group)
    group.push(score)
    open.set(score.ids.length, group)
  }
  return groups
}

/** In float64, as the sum of a large vocabulary needs it. */
function logSoftmax(logits: Float32Array): Float64Array {
  let top = Number.NEGATIVE_INFINITY
  for (const logit of logits) top = Math.max(top, logit)
  let sum = 0
  for (const logit of logits) sum += Math.exp(logit - top)
  const shift = top + Math.log(sum)
  return Float64Array.from(logits, logit => logit - shift)
}
