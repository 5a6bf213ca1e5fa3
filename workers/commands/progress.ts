import { SingleBar } from 'cli-progress'
import type { Terminal } from './terminal'

export interface Progress {
  /** Items done and items in all; nothing is drawn while the total is zero. */
  set(done: number, total: number): void
  close(): void
}

/** A bar of items done, items per second and the time left; silent where nobody watches. */
export function openProgress({ watcher }: Terminal, title: string): Progress {
  if (!watcher) return { set: () => undefined, close: () => undefined }
  const bar = new SingleBar({
    stream: watcher,
    format: `${title} [{bar}] {value}/{total} items, {rate} items/s, {eta_formatted} left`,
    hideCursor: true,
    etaBuffer: 50,
  })
  let opened: { readonly at: number; readonly done: number } | null = null
  return {
    set(done, total) {
      if (total === 0) return
      if (!opened) {
        opened = { at: performance.now(), done }
        bar.start(total, done, { rate: '-' })
        return
      }
      if (done === opened.done) return
      const seconds = (performance.now() - opened.at) / 1000
      bar.setTotal(total)
      bar.update(done, { rate: ((done - opened.done) / seconds).toFixed(1) })
    },
    close: () => bar.stop(),
  }
}
