import { setTimeout as wait } from 'node:timers/promises'
import { Refusal } from '#lib/domain/refusal'
import type { ClaimedSlice } from '#lib/domain/work'
import { storedItems } from './evaluate-slice'
import { keepLease } from './lease'
import { inBars } from './long-work'
import { type Workshop, workOnSlice } from './work-on-slice'
import { WorkerLacks } from './worker-lacks'

export interface WorkerOptions extends Workshop {
  /** The worker's name, shown beside the slices it works on. */
  readonly worker: string
  /** When to stop by itself: `one-slice` and `idle` also stop where nothing waits. */
  readonly until: 'one-slice' | 'idle' | 'stopped'
  /** Finish the batch under way, hand the slice back and stop. */
  readonly signal: AbortSignal
  /** Pause before asking again where nothing waits. */
  readonly pollMs: number
  /** What happens, one line each. */
  report(line: string): void
  /** How far a slice has come. */
  progress(title: string): SliceProgress
}

export interface SliceProgress {
  /** Items done and items in all. */
  set(done: number, total: number): void
  /** How long the rest of the slice takes; null while that is not known. */
  left?(seconds: number | null): void
  close(): void
}

/** Characters of a failure's message that the protocol takes. */
const longestMessage = 2000

/** What is too large for this machine may fit another one, and who draws pictures may do so again later. */
const passing: ReadonlySet<string> = new Set([
  'checkpoint-too-large',
  'provider-unavailable',
  'quota-exceeded',
])

/** What a worker did before it stopped. */
export interface WorkerTally {
  done: number
  failed: number
  /** Slices that went to another worker, were handed back, or lost their portal. */
  dropped: number
  items: number
}

/**
 * Claims slices and works on them until it is told to stop.
 * @throws Refusal `unauthorized`; `portal-unreachable` where the portal was never reached, or unless `until` is
 * `stopped`: a worker that runs on waits for its portal to come back.
 */
export async function runWorker(options: WorkerOptions): Promise<WorkerTally> {
  const { until, signal, pollMs, checkpoints } = options
  const tally: WorkerTally = { done: 0, failed: 0, dropped: 0, items: 0 }
  let reached = false
  try {
    while (!signal.aborted) {
      const slice = await claim(options, reached)
      reached ||= slice !== 'unreachable'
      if (slice !== null && slice !== 'unreachable') await workAndReport(options, slice, tally)
      else if (until === 'stopped') await wait(pollMs, undefined, { signal }).catch(() => undefined)
      else break
      if (until === 'one-slice') break
    }
  } finally {
    await checkpoints.close()
    await options.probes.close()
  }
  return tally
}

async function claim(
  { portal, worker, until, report }: WorkerOptions,
  reached: boolean,
): Promise<ClaimedSlice | null | 'unreachable'> {
  try {
    return await portal.claim(worker)
  } catch (error) {
    const outage = error instanceof Refusal && error.reason === 'portal-unreachable'
    if (!outage || !reached || until !== 'stopped') throw error
    report(error.message)
    return 'unreachable'
  }
}

async function workAndReport(options: WorkerOptions, slice: ClaimedSlice, tally: WorkerTally): Promise<void> {
  const { report } = options
  const title = titleOf(slice)
  report(`${title}: attempt ${slice.attempt}`)
  let secondsLeft: number | null = null
  const lease = keepLease(options.portal, slice, () => secondsLeft)
  const progress = options.progress(title)
  const total = slice.kind === 'items' ? slice.endItem - slice.firstItem : 0
  let stored = slice.kind === 'items' ? storedItems(slice) : 0
  progress.set(stored, total)
  const bars = inBars(options.progress)
  const watch = {
    signal: options.signal,
    pushed: (items: number) => {
      tally.items += items
      stored += items
      progress.set(stored, total)
    },
    left: (seconds: number | null) => {
      secondsLeft = seconds
      progress.left?.(seconds)
    },
    done: bars.done,
  }
  try {
    const finished = await workOnSlice(options, slice, lease, watch)
    progress.close()
    if (finished) {
      tally.done += 1
      report(`${title}: done`)
    } else {
      tally.dropped += 1
      report(`${title}: handed back`)
      await tellFailure(options, slice, false, 'worker-stopped', 'the worker was stopped')
    }
  } catch (error) {
    progress.close()
    await giveUp(options, slice, error, tally)
  } finally {
    bars.close()
    lease.release()
  }
}

/** Leaves a slice: silently where it is no longer ours or the portal is away, else saying why. */
async function giveUp(
  options: WorkerOptions,
  slice: ClaimedSlice,
  error: unknown,
  tally: WorkerTally,
): Promise<void> {
  const { checkpoints, report } = options
  const title = titleOf(slice)
  const message = error instanceof Error ? error.message : String(error)
  const reason = reasonOf(error)
  if (reason === 'unauthorized') throw error
  if (reason === 'stale-attempt' || reason === 'portal-unreachable' || reason === 'not-found') {
    tally.dropped += 1
    report(`${title}: dropped: ${message}`)
    return
  }
  const permanent = error instanceof Refusal && !passing.has(error.reason)
  // Whatever went wrong unexpectedly may have left the sessions in a bad state: load them anew next time.
  if (!permanent && reason === 'worker-error') await checkpoints.close()
  tally.failed += 1
  report(`${title}: ${permanent ? `refused, ${reason}` : 'failed'}: ${message}`)
  await tellFailure(options, slice, permanent, reason, message)
}

function reasonOf(error: unknown): string {
  if (error instanceof Refusal) return error.reason
  return error instanceof WorkerLacks ? 'worker-lacks' : 'worker-error'
}

async function tellFailure(
  { portal, report }: WorkerOptions,
  slice: ClaimedSlice,
  permanent: boolean,
  reason: string,
  message: string,
): Promise<void> {
  try {
    const { attempt } = slice
    await portal.fail(slice.slice, { attempt, permanent, reason, message: message.slice(0, longestMessage) })
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason === 'unauthorized') throw error
    report(`${titleOf(slice)}: ${error.message}`)
  }
}

function titleOf(slice: ClaimedSlice): string {
  const run = slice.run.slice(0, 8)
  if (slice.kind === 'prepare') return `run ${run}, prepare`
  return slice.kind === 'reduce'
    ? `run ${run}, ${slice.probe} on ${slice.benchmark}`
    : `run ${run}, ${slice.benchmark} items ${slice.firstItem} to ${slice.endItem - 1}`
}
