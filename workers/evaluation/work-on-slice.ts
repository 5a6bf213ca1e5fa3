import { scorerFor } from '#lib/benchmarks/score-answer'
import type { Judge } from '#lib/domain/judge'
import { noJudge } from '#lib/domain/outcome'
import { Refusal } from '#lib/domain/refusal'
import type { ClaimedSlice, ItemsSlice } from '#lib/domain/work'
import { probes } from '#lib/probes/index'
import { isJudged } from '#lib/scorers/scorer'
import { installed } from '#workers/datasets/read-benchmark'
import { engineVersion } from '#workers/engine-version'
import type { Portal } from '#workers/services/portal-client'
import type { BenchmarkShelf } from './benchmark-shelf'
import type { CheckpointShelf } from './checkpoint-shelf'
import { evaluateSlice } from './evaluate-slice'
import type { Lease } from './lease'

/** What a worker works with. */
export interface Workshop {
  readonly portal: Portal
  readonly checkpoints: CheckpointShelf
  readonly benchmarks: BenchmarkShelf
  /** Left out: what needs a judge is not scored. */
  readonly judge?: Judge | null
}

/** What a worker may be told while it works on a slice. */
export interface Watch {
  /** Stop after the batch under way. */
  readonly signal: AbortSignal
  /** A batch was stored; `items` of them. */
  pushed(items: number): void
}

/**
 * Does a claimed slice and pushes its results. Returns false where the watch's signal stopped it half way.
 * @throws Refusal of the checkpoint, the benchmark or the portal.
 */
export async function workOnSlice(
  workshop: Workshop,
  slice: ClaimedSlice,
  lease: Lease,
  watch: Watch,
): Promise<boolean> {
  if (slice.kind === 'items') return evaluate(workshop, slice, lease, watch)
  await prepare(workshop, slice, lease)
  return true
}

/** Loads the checkpoint anew, since its folder may have changed, and reports it with the installed benchmarks. */
async function prepare(
  { portal, checkpoints, benchmarks, judge }: Workshop,
  { slice, attempt, source, suite }: ClaimedSlice,
  lease: Lease,
): Promise<void> {
  const { digest, shape, provider, precision } = await checkpoints.fresh(source)
  const files = await benchmarks.all()
  if (!judge && files.every(({ benchmark }) => isJudged(scorerFor(benchmark, suite))))
    throw new Refusal(
      'unknown-benchmark',
      `not scored: ${noJudge}: every benchmark that is installed needs one (${files.map(({ title }) => title).join(', ')})`,
    )
  lease.check()
  await portal.prepared(slice, {
    attempt,
    digest,
    shape,
    engine: { version: engineVersion, provider, precision },
    benchmarks: files.map(installed),
  })
}

async function evaluate(
  { portal, checkpoints, benchmarks, judge = null }: Workshop,
  { slice, attempt, ...request }: ItemsSlice,
  lease: Lease,
  { signal, pushed }: Watch,
): Promise<boolean> {
  const file = await benchmarks.edition(request.benchmark, request.edition)
  const checkpoint = await checkpoints.pinned(request.source, request.digest)
  const batches = evaluateSlice(checkpoint, { ...request, file, probes, judge }, lease.check)
  for await (const batch of withoutVerdict(batches)) {
    await portal.outcomes(slice, { attempt, ...batch })
    pushed(batch.endItem - batch.firstItem)
    if (signal.aborted && batch.endItem < request.endItem) return false
  }
  await portal.complete(slice, { attempt })
  return true
}

/** A judge that is away, spent or closed to this worker is no verdict on the run: the slice is tried again. */
async function* withoutVerdict<T>(batches: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* batches
  } catch (error) {
    if (error instanceof Refusal && error.reason.startsWith('judge-'))
      throw new Error(error.message, { cause: error })
    throw error
  }
}
