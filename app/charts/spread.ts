/**
 * Moves labels apart along one axis until each has `gap` to the next, keeping their order and staying as near to
 * their places as a single pass down and one back up allow. Returned in the order given.
 */
export function spread(places: readonly number[], gap: number, limit: number): number[] {
  const order = places.map((_, index) => index).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0))
  const moved = [...places]
  let previous = Number.NEGATIVE_INFINITY
  for (const index of order) {
    previous = Math.max(moved[index] ?? 0, previous + gap)
    moved[index] = previous
  }
  let next = limit + gap
  for (const index of order.reverse()) {
    next = Math.min(moved[index] ?? 0, next - gap)
    moved[index] = next
  }
  return moved
}
