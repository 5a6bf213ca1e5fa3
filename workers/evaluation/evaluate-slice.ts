import { type PromptProfile, profileOf } from '#lib/benchmarks/benchmark'
import { scorerFor } from '#lib/benchmarks/score-answer'
import type { Judge } from '#lib/domain/judge'
import type { SuiteId } from '#lib/domain/suite'
import type { OutcomeBatch } from '#lib/domain/work'
import type { Probe, ProbedBenchmark } from '#lib/probes/probe'
import { suiteConditions } from '#lib/probes/suite-conditions'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import { evaluateItem } from './evaluate-items'
import { outcomesOf } from './record'

/** What an evaluation takes of a benchmark file. */
export type EvaluatedFile = Pick<
  BenchmarkFile,
  'benchmark' | 'title' | 'edition' | 'items' | 'records' | 'smallestSide'
>

/** Items [firstItem, endItem) of a benchmark under every condition of the probes. */
export interface SliceRequest {
  readonly file: EvaluatedFile
  readonly probes: readonly Probe[]
  readonly suite: SuiteId
  readonly firstItem: number
  readonly endItem: number
  readonly batchItems: number
  /** First items of the batches that are stored already: not evaluated again. */
  readonly storedBatches: readonly number[]
  /** Left out: what needs a judge is not scored. */
  readonly judge?: Judge | null
  /** For a benchmark that has it; left out: its default. */
  readonly profile?: PromptProfile | undefined
}

/** The outcomes and answers of one batch: what a worker pushes, less its attempt. */
export type EvaluatedBatch = Omit<OutcomeBatch, 'attempt'>

/**
 * The batches of a slice that are not stored yet, one after the other. A local run and a worker both get their
 * results from here, so equal inputs make equal bytes.
 * @param beforeItem may throw to leave the slice.
 */
export async function* evaluateSlice(
  checkpoint: Checkpoint,
  request: SliceRequest,
  beforeItem: () => void,
): AsyncGenerator<EvaluatedBatch> {
  const { file, endItem, suite } = request
  const { benchmark } = file
  const conditions = suiteConditions(suite, probedBenchmark(file), request.probes)
  const profile = profileOf(benchmark, request.profile)
  const scoring = { scorer: scorerFor(benchmark, suite), judge: request.judge ?? null, profile }
  for (const firstItem of batchesOf(request)) {
    const items = file.items.slice(firstItem, Math.min(endItem, firstItem + request.batchItems))
    const responses = []
    for (const item of items) {
      beforeItem()
      responses.push(...(await evaluateItem(checkpoint, file, item, conditions, scoring)))
    }
    yield {
      firstItem,
      endItem: firstItem + items.length,
      scorer: scoring.scorer.id,
      promptProfile: profile,
      outcomes: outcomesOf(items, conditions, responses),
      responses,
    }
  }
}

/** What probes may know of a file. */
export function probedBenchmark({
  benchmark,
  smallestSide,
}: Pick<BenchmarkFile, 'benchmark' | 'smallestSide'>): ProbedBenchmark {
  return { benchmark: benchmark.id, smallestSide, textOnly: benchmark.pictures === 'none' }
}

/** First items of the batches that are still to be evaluated. */
export function batchesOf({ firstItem, endItem, batchItems, storedBatches }: SliceRequest): number[] {
  const count = Math.ceil((endItem - firstItem) / batchItems)
  return Array.from({ length: count }, (_, batch) => firstItem + batch * batchItems).filter(
    first => !storedBatches.includes(first),
  )
}

/** Items of the batches that are stored already; the last batch may be short. */
export function storedItems({
  endItem,
  batchItems,
  storedBatches,
}: Pick<SliceRequest, 'endItem' | 'batchItems' | 'storedBatches'>): number {
  return storedBatches.reduce((sum, first) => sum + Math.min(batchItems, endItem - first), 0)
}
