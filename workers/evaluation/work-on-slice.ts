import type { ClaimedSlice, ItemsSlice } from '#lib/domain/work'
import { probes } from '#lib/probes/index'
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
  { portal, checkpoints, benchmarks }: Workshop,
  { slice, attempt, source }: ClaimedSlice,
  lease: Lease,
): Promise<void> {
  const { digest, shape, provider, precision } = await checkpoints.fresh(source)
  const files = await benchmarks.all()
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
  { portal, checkpoints, benchmarks }: Workshop,
  { slice, attempt, ...request }: ItemsSlice,
  lease: Lease,
  { signal, pushed }: Watch,
): Promise<boolean> {
  const file = await benchmarks.edition(request.benchmark, request.edition)
  const checkpoint = await checkpoints.pinned(request.source, request.digest)
  const batches = evaluateSlice(checkpoint, { ...request, file, probes }, lease.check)
  for await (const batch of batches) {
    await portal.outcomes(slice, { attempt, ...batch })
    pushed(batch.endItem - batch.firstItem)
    if (signal.aborted && batch.endItem < request.endItem) return false
  }
  await portal.complete(slice, { attempt })
  return true
}
