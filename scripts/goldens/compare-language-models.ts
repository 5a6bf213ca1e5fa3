import type { LanguageModelRunner } from '#workers/runtime/language-model-runner'
import { openLanguageModel } from '#workers/runtime/open-language-model'
import { largestDifference } from './difference'
import type { LanguageModelGolden } from './language-model-goldens'

/** How far one answer of ours lies from transformers'. Differences are the largest absolute ones. */
export interface LanguageModelComparison {
  readonly promptEqual: boolean
  readonly idsEqual: boolean
  /** Of the logits of the last prompt position. */
  readonly logitDifference: number
  readonly tokensEqual: boolean
  readonly tokens: number
  readonly continuationsEqual: boolean
  /** Of the log-probabilities of all tokens of all continuations. */
  readonly scoreDifference: number
  /** Of the mean hidden states, at every layer and after the last norm. */
  readonly stateDifference: number
}

/** @param directory of the checkpoint, as the goldens' configuration has it. */
export async function compareLanguageModel(
  directory: string,
  cases: readonly LanguageModelGolden[],
): Promise<LanguageModelComparison[]> {
  const runner = await openLanguageModel(directory, { provider: 'cpu', threads: 1, taps: 'pooled' })
  const compared: LanguageModelComparison[] = []
  for (const golden of cases) compared.push(await compareCase(runner, golden))
  await runner.close()
  return compared
}

async function compareCase(
  runner: LanguageModelRunner,
  golden: LanguageModelGolden,
): Promise<LanguageModelComparison> {
  const { prompt } = golden
  const ours = await runner.generate({ prompt, maxNewTokens: 16, logits: true })
  const continuations = golden.scores.map(({ continuation }) => continuation)
  const scores = await runner.scoreContinuations({ prompt, continuations })
  const states = await runner.hiddenStates(prompt)
  const theirStates = [...golden.states.layers, golden.states.normed]
  const ourStates = [...states.layers, states.normed]
  return {
    promptEqual: ours.promptText === golden.promptText,
    idsEqual: equal(ours.inputIds, golden.inputIds),
    logitDifference: largestDifference(ours.logits ?? [], golden.logits),
    tokensEqual: equal(ours.generatedIds, golden.generatedIds) && ours.truncated === golden.truncated,
    tokens: golden.generatedIds.length,
    continuationsEqual: golden.scores.every(({ ids }, at) => equal(scores[at]?.ids ?? [], ids)),
    scoreDifference: largestDifference(
      scores.flatMap(({ logProbabilities }) => logProbabilities),
      golden.scores.flatMap(({ logProbabilities }) => logProbabilities),
    ),
    stateDifference:
      ourStates.length === theirStates.length
        ? Math.max(...theirStates.map((state, at) => largestDifference(ourStates[at] ?? [], state)))
        : Number.POSITIVE_INFINITY,
  }
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at])
}
