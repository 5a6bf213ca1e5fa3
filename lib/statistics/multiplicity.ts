/** Holm's step-down adjustment (Holm 1979). @param p raw two-sided p-values. Returns them adjusted, in order. */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, index) => index).sort((a, b) => (p[a] ?? 1) - (p[b] ?? 1))
  const adjusted = new Array<number>(p.length).fill(1)
  let running = 0
  order.forEach((index, rank) => {
    running = Math.max(running, Math.min(1, (p.length - rank) * (p[index] ?? 1)))
    adjusted[index] = running
  })
  return adjusted
}
