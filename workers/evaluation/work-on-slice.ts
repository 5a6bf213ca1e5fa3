import { isJudgedUnder } from '#lib/benchmarks/score-answer'
import type { Judge } from '#lib/domain/judge'
import type { Identities } from '#lib/domain/need'
import { noJudge } from '#lib/domain/outcome'
import { Refusal } from '#lib/domain/refusal'
import type { ClaimedSlice, ItemsSlice, ReduceSlice } from '#lib/domain/work'
import { probeById, probes } from '#lib/probes/index'
import type { Means } from '#lib/probes/suite-conditions'
import { installed } from '#workers/datasets/read-benchmark'
import { engineVersion } from '#workers/engine-version'
import type { Portal } from '#workers/services/portal-client'
import type { BenchmarkShelf } from './benchmark-shelf'
import type { CheckpointShelf } from './checkpoint-shelf'
import { askedConditions, evaluateSlice } from './evaluate-slice'
import type { Lease } from './lease'
import { type LongWork, WorkStopped, watchedWork } from './long-work'
import type { DeclaredRelatives, ProbeShelf } from './probe-shelf'
import { WorkerLacks } from './worker-lacks'

/** What a worker works with. */
export interface Workshop {
  readonly portal: Portal
  readonly checkpoints: CheckpointShelf
  readonly benchmarks: BenchmarkShelf
  /** What there is for probes beside checkpoints. */
  readonly probes: ProbeShelf
  /** Left out: what needs a judge is not scored. */
  readonly judge?: Judge | null
}

/** What a worker may be told while it works on a slice. */
export interface Watch {
  /** Stop after the batch under way. */
  readonly signal: AbortSignal
  /** A batch was stored; `items` of them. */
  pushed(items: number): void
  /** How long the rest of the slice takes; null while that is not known. */
  left(seconds: number | null): void
  /** So many of all steps of what goes before the items, or in their place, are done. */
  done: LongWork['done']
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
  try {
    if (slice.kind === 'items') return await evaluate(workshop, slice, lease, watch)
    if (slice.kind === 'reduce') return await reduce(workshop, slice, lease, watch)
    await prepare(workshop, slice, lease)
    return true
  } catch (error) {
    if (error instanceof WorkStopped) return false
    throw error
  }
}

/** Loads the checkpoint anew, since its folder may have changed, and reports it with the installed benchmarks. */
async function prepare(
  { portal, checkpoints, benchmarks, probes: shelf, judge }: Workshop,
  { slice, attempt, source, suite, ...relatives }: ClaimedSlice,
  lease: Lease,
): Promise<void> {
  const { digest, shape, provider, precision } = await checkpoints.fresh(source)
  const { means, lacking } = await shelf.means(relatives, judge != null, shape)
  // A relative that cannot be loaded is refused now, not after half of the run.
  const identities = await shelf.identities(relatives, judge ?? null)
  const files = await benchmarks.all()
  const scored = files.filter(({ benchmark }) => benchmark.scorer !== null)
  if (!judge && scored.every(({ benchmark }) => isJudgedUnder(benchmark, suite)))
    throw new Refusal(
      'unknown-benchmark',
      `not scored: ${noJudge}: every benchmark that is installed needs one (${scored.map(({ title }) => title).join(', ')})`,
    )
  lease.check()
  await portal.prepared(slice, {
    attempt,
    digest,
    shape,
    engine: { version: engineVersion, provider, precision },
    means: [...means],
    identities,
    lacking,
    benchmarks: files.map(installed),
  })
}

async function evaluate(
  { portal, checkpoints, benchmarks, probes: shelf, judge = null }: Workshop,
  { slice, attempt, encoder, backbone, ...request }: ItemsSlice,
  lease: Lease,
  { signal, pushed, left, done }: Watch,
): Promise<boolean> {
  await requireMeans(request, shelf, { encoder, backbone }, judge)
  const file = await benchmarks.edition(request.benchmark, request.edition)
  const checkpoint = await checkpoints.pinned(request.source, request.digest)
  const lists = askedConditions({ ...request, probes, file }, checkpoint.shape)
  const artifacts = await shelf.artifacts(file, lists, watchedWork(lease.check, signal, done))
  const relatives = await shelf.relatives({ encoder, backbone })
  const batches = evaluateSlice(
    checkpoint,
    { ...request, file, probes, judge, relatives, artifacts },
    lease.check,
    ({ secondsLeft }) => left(secondsLeft),
  )
  for await (const batch of withoutVerdict(batches)) {
    await portal.outcomes(slice, { attempt, ...batch })
    pushed(batch.endItem - batch.firstItem)
    if (signal.aborted && batch.endItem < request.endItem) return false
  }
  await portal.complete(slice, { attempt })
  return true
}

/** Reads features of a benchmark's items and pushes what they are reduced to. */
async function reduce(
  { portal, checkpoints, benchmarks, probes: shelf, judge = null }: Workshop,
  { slice, attempt, ...asked }: ReduceSlice,
  lease: Lease,
  { signal, done }: Watch,
): Promise<boolean> {
  await requireMeans(asked, shelf, asked, judge)
  const file = await benchmarks.edition(asked.benchmark, asked.edition)
  const reduction = probeById(asked.probe).reduction?.(asked.suite)
  const { encoder } = await shelf.relatives({ encoder: asked.encoder, backbone: null })
  if (!reduction || !encoder) throw new Error(`slice ${slice} asks for no reduction that is known`)
  const checkpoint = await checkpoints.pinned(asked.source, asked.digest, true)
  const work = watchedWork(lease.check, signal, done)
  const result = await shelf.reduce({ reduction, file, checkpoint, encoder }, work)
  lease.check()
  await portal.reduction(slice, { attempt, result })
  await portal.complete(slice, { attempt })
  return true
}

/** @throws WorkerLacks naming what the run was prepared with and is not here, or is another one here. */
async function requireMeans(
  { means, identities }: { readonly means: Means; readonly identities: Identities },
  shelf: ProbeShelf,
  declared: DeclaredRelatives,
  judge: Judge | null,
): Promise<void> {
  const { means: own } = await shelf.means(declared, judge !== null, null)
  const absent = means.filter(need => !own.includes(need))
  if (absent.length > 0)
    throw new WorkerLacks(`this worker has no ${absent.join(', no ')}, with which the run was prepared`)
  const here = await shelf.identities(declared, judge)
  for (const need of means)
    if (need !== 'weights' && here[need] !== identities[need])
      throw new WorkerLacks(
        `${need} is ${here[need]} here, and the run was prepared with ${identities[need]}`,
      )
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
