import type { RunState, SubmissionStatus } from '#lib/domain/submission'

export type SliceState = SubmissionStatus['slices'][number]['state']

/** How a run's state reads beside its bar. */
export const runStateWords: Readonly<Record<RunState, string>> = {
  queued: 'waits',
  preparing: 'preparing',
  running: 'running',
  complete: 'done',
  refused: 'refused',
  failed: 'stopped',
}

/** A page of such a run reloads itself; every other state is final. */
export function isUnderWay(state: RunState): boolean {
  return state === 'queued' || state === 'preparing' || state === 'running'
}
