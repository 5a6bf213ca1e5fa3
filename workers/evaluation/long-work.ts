import { setImmediate } from 'node:timers/promises'

/** What goes on beside work of many steps that is no answer to an item: features, maps, pictures, statistics. */
export interface LongWork {
  /**
   * Lets heartbeats and signals through, between two steps that compute without waiting for anything.
   * @throws what ends the work: WorkStopped, or the refusal of a lease that was lost.
   */
  pause(): Promise<void>
  /** So many of all steps of `what` are done. */
  done(what: string, steps: number, all: number): void
}

/** Nobody watches, and nothing ends it. */
export const unwatched: LongWork = { pause: () => setImmediate(), done: () => {} }

/** The worker was told to stop: what is done so far is kept where it can be. */
export class WorkStopped extends Error {
  override readonly name = 'WorkStopped'
}

/** Work under a signal and a lease. @param check throws where the lease is lost. */
export function watchedWork(check: () => void, signal: AbortSignal, done: LongWork['done']): LongWork {
  return {
    async pause() {
      await setImmediate()
      check()
      if (signal.aborted) throw new WorkStopped('the worker was stopped')
    },
    done,
  }
}

interface Bar {
  set(done: number, total: number): void
  close(): void
}

/** Bars of work, one after the other. */
export interface Bars {
  readonly done: LongWork['done']
  /** Of what was broken off. */
  close(): void
}

/** One bar for each piece of work, as it is begun. */
export function inBars(open: (what: string) => Bar): Bars {
  let current: { readonly what: string; readonly bar: Bar } | null = null
  const close = () => {
    current?.bar.close()
    current = null
  }
  return {
    close,
    done(what, steps, all) {
      if (current?.what !== what) close()
      current ??= { what, bar: open(what) }
      current.bar.set(steps, all)
      if (steps >= all) close()
    },
  }
}
