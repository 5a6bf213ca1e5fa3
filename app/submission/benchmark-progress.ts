import { benchmarks as catalogue } from '#lib/benchmarks/index'
import type { SubmissionStatus } from '#lib/domain/submission'
import { probes } from '#lib/probes/index'
import type { SliceState } from './state-words'

/** How far the slices of one benchmark have come together, or the one that reduces features of its items. */
export interface BenchmarkProgress {
  readonly key: string
  readonly title: string
  readonly itemsDone: number
  readonly items: number
  readonly state: SliceState
  /** The greatest attempt of its slices; 0 before the first. */
  readonly attempt: number
  readonly workers: readonly string[]
  readonly heartbeatAt: Date | null
  /** By its workers' own count; null where none says, and while a slice of it waits. */
  readonly secondsLeft: number | null
}

/** What comes first is what the row says: a failure before a retry before work before waiting before done. */
const precedence: readonly SliceState[] = ['failed', 'retrying', 'running', 'waiting', 'done']

/** One row a benchmark, in the order in which the run takes them. */
export function benchmarkProgress({ slices }: SubmissionStatus, now: Date): BenchmarkProgress[] {
  const together = Map.groupBy(
    slices.filter(slice => slice.kind !== 'prepare'),
    ({ benchmark, probe }) => `${benchmark ?? ''} ${probe ?? ''}`,
  )
  return [...together].map(([key, own]) => ({
    key,
    title: titleOf(own[0]),
    itemsDone: own.reduce((sum, slice) => sum + slice.itemsDone, 0),
    items: own.reduce((sum, slice) => sum + slice.items, 0),
    state: precedence.find(state => own.some(slice => slice.state === state)) ?? 'waiting',
    attempt: Math.max(0, ...own.map(slice => slice.attempt)),
    workers: workersOf(own),
    heartbeatAt: latestHeartbeat(own),
    secondsLeft: own.some(({ state }) => state === 'waiting' || state === 'retrying')
      ? null
      : secondsLeftOf(own, now),
  }))
}

function titleOf(slice: SubmissionStatus['slices'][number] | undefined): string {
  const benchmark = catalogue.find(({ id }) => id === slice?.benchmark)?.title ?? slice?.benchmark ?? ''
  const probe = probes.find(({ id }) => id === slice?.probe)
  return probe ? `${benchmark}: ${probe.title}` : benchmark
}

export function workersOf(slices: SubmissionStatus['slices']): string[] {
  return [...new Set(slices.flatMap(({ worker }) => worker ?? []))]
}

/** Until the last of the slices that are under way is done; null where no worker says. */
export function secondsLeftOf(slices: SubmissionStatus['slices'], now: Date): number | null {
  const left = slices.flatMap(({ state, secondsLeft, heartbeatAt }) => {
    if (state !== 'running' || secondsLeft === null || heartbeatAt === null) return []
    return [Math.max(0, secondsLeft - (now.getTime() - Date.parse(heartbeatAt)) / 1000)]
  })
  return left.length === 0 ? null : Math.max(...left)
}

export function latestHeartbeat(slices: SubmissionStatus['slices']): Date | null {
  const beats = slices.flatMap(({ heartbeatAt }) => (heartbeatAt === null ? [] : [heartbeatAt])).sort()
  const last = beats.at(-1)
  return last === undefined ? null : new Date(last)
}
