import { SingleBar } from 'cli-progress'
import type { Terminal } from './terminal'

export interface Progress {
  /** Items done and items in all; nothing is drawn while the total is zero. */
  set(done: number, total: number): void
  /** How long the rest takes, where that is better known than by counting items; null: it is not. */
  left(seconds: number | null): void
  close(): void
}

/** A bar of items done, items per second and the time left; silent where nobody watches. */
export function openProgress({ watcher }: Terminal, title: string): Progress {
  if (!watcher) return { set: () => undefined, left: () => undefined, close: () => undefined }
  const bar = new SingleBar({
    stream: watcher,
    format: `${title} [{bar}] {value}/{total} items, {rate} items/s, {left} left`,
  })
  let opened: { readonly at: number; readonly done: number } | null = null
  let known: number | null = null
  return {
    set(done, total) {
      if (total === 0) return
      if (!opened) {
        opened = { at: performance.now(), done }
        bar.start(total, done, { rate: '-', left: '-' })
        return
      }
      const seconds = (performance.now() - opened.at) / 1000
      const more = done - opened.done
      const counted = more > 0 ? ((total - done) * seconds) / more : null
      bar.setTotal(total)
      bar.update(done, {
        rate: more > 0 ? (more / seconds).toFixed(1) : '-',
        left: duration(known ?? counted),
      })
    },
    left(seconds) {
      known = seconds
    },
    close: () => bar.stop(),
  }
}

/** `3h05m`, `12m`, `40s`. */
function duration(seconds: number | null): string {
  if (seconds === null) return '-'
  const minutes = Math.floor(seconds / 60)
  if (minutes === 0) return `${Math.ceil(seconds)}s`
  return minutes < 60
    ? `${minutes}m`
    : `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`
}
