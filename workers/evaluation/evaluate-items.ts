import { type PromptProfile, profileOf } from '#lib/benchmarks/benchmark'
import { scoredItem } from '#lib/benchmarks/score-answer'
import type { Item } from '#lib/domain/item'
import { Refusal } from '#lib/domain/refusal'
import type { ResponseRecord } from '#lib/domain/work'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import type { Checkpoint, Generation } from '#workers/runtime/checkpoint'
import { type Scoring, type Verdict, verdictOn } from './answer-verdict'
import { planItem, subjectName } from './plan'
import { recordResponse } from './record'
import { runPictures } from './run-trial'

/**
 * Every condition of one item: its distinct trials answered once each. Responses stand in the order of `conditions`.
 * @throws Refusal of the item's pictures, the checkpoint or the judge.
 */
export async function evaluateItem(
  checkpoint: Checkpoint,
  { benchmark }: Pick<BenchmarkFile, 'benchmark'>,
  item: Item,
  conditions: readonly ProbeCondition[],
  scoring: Scoring & { readonly profile?: PromptProfile },
): Promise<ResponseRecord[]> {
  const images = await Promise.all(item.images.map(picture => picture.decode()))
  const subjects = images.map((image, at) => ({
    item: subjectName(item.id, at),
    image,
    visualTokens: checkpoint.visualTokenLayout(image, images.length),
  }))
  const { maxNewTokens, raw, stopTexts } = benchmark
  const question = {
    question: benchmark.prompt(item, profileOf(benchmark, scoring.profile)),
    images,
    maxNewTokens,
    ...(raw ? { raw } : {}),
    ...(stopTexts ? { stopTexts } : {}),
  }
  const said = new Map<ProbeCondition, Generation>()
  try {
    for (const planned of planItem(subjects, conditions))
      await runPictures(checkpoint, question, planned, (same, generation) => {
        for (const one of same) said.set(one, generation)
      })
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason !== 'too-many-tokens') throw error
    throw new Refusal(error.reason, `${benchmark.title}, item ${item.id}: ${error.message}`, { cause: error })
  }
  const verdicts = await verdictsOn(scoring, scoredItem(benchmark, item), [...said.values()])
  return conditions.flatMap(condition => {
    const generation = said.get(condition)
    const verdict = generation && verdicts.get(generation.text)
    return verdict ? [recordResponse(item, condition, verdict, generation)] : []
  })
}

/** The verdict on each distinct text; a judge sees them side by side. */
async function verdictsOn(
  scoring: Scoring,
  item: ReturnType<typeof scoredItem>,
  generations: readonly Generation[],
): Promise<Map<string, Verdict>> {
  const texts = [...new Set(generations.map(({ text }) => text))]
  const verdicts = await Promise.all(texts.map(text => verdictOn(scoring, item, text)))
  return new Map(texts.flatMap((text, at) => (verdicts[at] ? [[text, verdicts[at]] as const] : [])))
}
