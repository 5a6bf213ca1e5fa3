/** Lets at most `width` tasks run at once; the others start in the order they came. */
export function openLanes(width: number): <T>(task: () => Promise<T>) => Promise<T> {
  let free = width
  const waiting: (() => void)[] = []
  return async task => {
    if (free > 0) free -= 1
    else await new Promise<void>(resolve => waiting.push(resolve))
    try {
      return await task()
    } finally {
      // The lane is handed on, so that nobody who comes now can slip in between.
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
