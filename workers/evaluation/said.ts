import { rankByLogLikelihood } from '#lib/scorers/log-likelihood-rank'
import type { Generation } from '#workers/runtime/checkpoint'
import { type AnsweredCondition, readoutsOf } from './planned'

/** A text that was scored as the answer, and the log-probability of each of its tokens. */
export interface ScoredText {
  readonly text: string
  readonly logProbabilities: readonly number[]
}

/** What a condition came to, whoever said it. */
export interface Said {
  /** The answer; the name of the likeliest class where classes were scored. */
  readonly text: string
  readonly promptText: string
  readonly generatedIds: readonly number[]
  readonly truncated: boolean
  readonly scored?: readonly ScoredText[]
  readonly logits?: Float32Array
}

/** What one condition reads off a generation. @param all conditions that the generation is an answer to. */
export function saidOf(
  { readout }: AnsweredCondition,
  { labels, classes }: { readonly labels: readonly string[]; readonly classes: readonly string[] },
  generation: Generation,
  all: readonly AnsweredCondition[],
): Said {
  const { text, promptText, generatedIds, truncated, scores = [], logits } = generation
  const said = { text, promptText, generatedIds, truncated, ...(logits ? { logits } : {}) }
  const options = readoutsOf(all).scoresOptions ? labels.length : 0
  const scored = (texts: readonly string[], first: number): ScoredText[] =>
    texts.map((one, at) => ({ text: one, logProbabilities: scores[first + at]?.logProbabilities ?? [] }))
  if (readout === 'generate-and-score-options') return { ...said, scored: scored(labels, 0) }
  if (readout !== 'score-classes') return said
  const named = scored(classes, options)
  const [best] = rankByLogLikelihood(
    named.map(({ text: name, logProbabilities }) => ({ name, logProbabilities })),
  )
  return { ...said, text: best?.name ?? '', generatedIds: [], truncated: false, scored: named }
}
