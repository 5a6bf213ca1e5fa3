import { editionHash } from '#lib/benchmarks/edition'
import { checkpointDigest } from '#lib/domain/checkpoint'
import type { ItemRecord } from '#lib/domain/item'
import type { InstalledBenchmark, ItemsSlice, OutcomeBatch, PreparedReport } from '#lib/domain/work'
import { optionTurn } from '#lib/probes/option-rotation'
import { turnOptions } from '#lib/probes/turned-options'
import { answeredBatch } from './answered-batch'

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
    means: ['weights', 'judge'],
    lacking: {},
    identities: { judge: 'j at judge.example' },
    benchmarks,
  }
}

/** One batch of a slice: right under every condition but `no-image`, where every answer is A. */
export function batchOf(slice: ItemsSlice, items: readonly ItemRecord[], firstItem: number): OutcomeBatch {
  const { attempt, benchmark, suite, means } = slice
  const { shape } = preparedReport(attempt, [])
  const expected = { benchmark, suite, checkpoint: shape, items, means }
  const endItem = Math.min(firstItem + slice.batchItems, slice.endItem)
  const answered = answeredBatch(expected, [firstItem, endItem], (item, { probe, condition }) => ({
    text: condition.id === 'no-image' ? 'A' : turnOptions(item, optionTurn(probe.id, condition.id)).answer,
  }))
  return { attempt, ...answered }
}
