import { inBars, type LongWork, unwatched } from '#workers/evaluation/long-work'
import { openProgress } from './progress'
import type { Terminal } from './terminal'

/** Long work with a bar for each piece of it, which is taken away where the work breaks off. */
export async function inSight<T>(terminal: Terminal, does: (work: LongWork) => Promise<T>): Promise<T> {
  const bars = inBars(what => openProgress(terminal, what))
  try {
    return await does({ ...unwatched, done: bars.done })
  } finally {
    bars.close()
  }
}
