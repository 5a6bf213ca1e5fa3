import { profileOf } from '#lib/benchmarks/benchmark'
import { editionHash } from '#lib/benchmarks/edition'
import { benchmarkById } from '#lib/benchmarks/index'
import { scoredItem, scorerFor } from '#lib/benchmarks/score-answer'
import { checkpointDigest } from '#lib/domain/checkpoint'
import type { ItemRecord } from '#lib/domain/item'
import type { InstalledBenchmark, ItemsSlice, OutcomeBatch, PreparedReport } from '#lib/domain/work'
import { suiteConditions } from '#lib/probes/suite-conditions'
import { isJudged } from '#lib/scorers/scorer'
import { outcomesOf, recordResponse } from '#workers/evaluation/record'

const hex = (character: string) => character.repeat(64)

/** MMVP items that ask which of two, in pairs of opposite answers. */
export function pairedItems(count: number): ItemRecord[] {
  return Array.from({ length: count }, (_, at) => ({
    id: String(at + 1),
    question: `Which is it, ${Math.floor(at / 2)}?`,
    options: [
      { label: 'A', text: 'one' },
      { label: 'B', text: 'other' },
    ],
    answer: at % 2 === 0 ? 'A' : 'B',
    group: '',
    category: '',
    details: {},
    imageHash: at.toString(16).padStart(64, '0'),
    hash: (at + 1000).toString(16).padStart(64, '0'),
  }))
}

export function installedMmvp(items: readonly ItemRecord[]): InstalledBenchmark {
  return {
    benchmark: 'mmvp',
    title: 'MMVP_TEST',
    edition: editionHash(items.map(item => item.hash)),
    smallestSide: 32,
    items: items.map(item => ({ ...item, options: [...item.options], details: { ...item.details } })),
  }
}

export function preparedReport(attempt: number, benchmarks: InstalledBenchmark[]): PreparedReport {
  return {
    attempt,
    digest: checkpointDigest.parse(`sha256:${hex('a')}`),
    shape: {
      family: 'llava',
      storedPrecision: 'bf16',
      parameters: 2_000_000,
      weightBytes: 4_000_000,
      vision: {
        modelType: 'clip_vision_model',
        layers: 5,
        width: 128,
        heads: 4,
        imageSize: 64,
        patchSize: 8,
      },
      text: {
        modelType: 'llama',
        layers: 4,
        width: 128,
        heads: 4,
        keyValueHeads: 4,
        vocabulary: 704,
        maxPositions: 512,
      },
    },
    engine: { version: '0.0.0', provider: 'cpu', precision: 'fp32' },
    benchmarks,
  }
}

/** One batch of a slice: right under every condition but `no-image`, where every answer is A. */
export function batchOf(slice: ItemsSlice, items: readonly ItemRecord[], firstItem: number): OutcomeBatch {
  const benchmark = benchmarkById(slice.benchmark)
  const scorer = scorerFor(benchmark, slice.suite)
  if (isJudged(scorer)) throw new Error('these words have no judge')
  const endItem = Math.min(firstItem + slice.batchItems, slice.endItem)
  const own = items.slice(firstItem, endItem).map(item => ({ ...item, images: [] }))
  const conditions = suiteConditions(slice.suite, { benchmark: slice.benchmark, smallestSide: 32 })
  const responses = own.flatMap(item =>
    conditions.map(planned => {
      const text = planned.condition.id === 'no-image' ? 'A' : item.answer
      const generation = {
        text,
        promptText: item.question,
        inputIds: [],
        generatedIds: [7],
        truncated: false,
      }
      return recordResponse(
        item,
        planned,
        { outcome: scorer.score(scoredItem(benchmark, item), text) },
        generation,
      )
    }),
  )
  const outcomes = outcomesOf(own, conditions, responses)
  return {
    attempt: slice.attempt,
    firstItem,
    endItem,
    scorer: scorer.id,
    promptProfile: profileOf(benchmark),
    outcomes,
    responses,
  }
}
