/** How far a piece of work has come. */
export interface Progress {
  readonly itemsDone: number
  readonly items: number
  /** Done of all multiply-adds there are, in [0, 1]. */
  readonly share: number
  /** At the rate so far; null before there is one. */
  readonly secondsLeft: number | null
}

/** Counts multiply-adds: items differ by orders of magnitude in what they take, and so do the conditions of one. */
export interface WorkCounter {
  /** An item is begun whose plan takes so many. */
  begin(multiplyAdds: number): void
  /** A step of the item is done. */
  step(multiplyAdds: number): void
  /** The item is done. */
  end(): void
  now(): Progress
}

/**
 * @param items in all, of which `done` were there before. @param each what an item is thought to take; where that is
 * nothing, items are counted. @param clock in milliseconds.
 */
export function countWork(
  items: number,
  done: number,
  each: number,
  clock: () => number = () => performance.now(),
): WorkCounter {
  const weight = each > 0 ? each : 1
  const start = clock()
  let [itemsDone, spent, current, currentSpent] = [done, 0, 0, 0]
  let under = 0
  return {
    begin(multiplyAdds) {
      current = each > 0 ? multiplyAdds : weight
      currentSpent = 0
      under = 1
    },
    step(multiplyAdds) {
      currentSpent = Math.min(current, currentSpent + (each > 0 ? multiplyAdds : 0))
    },
    end() {
      spent += current
      itemsDone += 1
      ;[current, currentSpent, under] = [0, 0, 0]
    },
    now() {
      const worked = spent + currentSpent
      const left = current - currentSpent + Math.max(0, items - itemsDone - under) * weight
      const all = done * weight + worked + left
      const seconds = (clock() - start) / 1000
      return {
        itemsDone,
        items,
        share: all > 0 ? 1 - left / all : 1,
        secondsLeft: worked > 0 && seconds > 0 ? (left * seconds) / worked : left > 0 ? null : 0,
      }
    },
  }
}
