import type { AnswerOption } from '#lib/domain/item'
import type { FirstToken } from '#workers/services/chat-completion'
import type { ScoredText } from './said'

/**
 * The log-probability of every option's label as the first token of the answer: that of all tokens which are the label
 * but for spaces around it. Null where the server told none of some label's: it is among the unlikely ones, how unlikely
 * is not known.
 */
export function optionScores(
  options: readonly AnswerOption[],
  firstTokens: readonly FirstToken[] | null,
): readonly ScoredText[] | null {
  if (firstTokens === null || options.length === 0) return null
  const shares = options.map(({ label }) =>
    firstTokens
      // SentencePiece writes a space as U+2581.
      .filter(({ text }) => text.replace(/^\u2581+/u, '').trim() === label)
      .reduce((sum, { logProbability }) => sum + Math.exp(logProbability), 0),
  )
  if (shares.includes(0)) return null
  return options.map(({ label }, at) => ({ text: label, logProbabilities: [Math.log(shares[at] ?? 0)] }))
}
