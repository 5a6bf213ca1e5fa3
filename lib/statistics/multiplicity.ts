/**
 * Holm's step-down adjustment, for claims (Holm 1979; measurement 2.10).
 * @param p raw two-sided p-values of one family. Returns them adjusted, in order.
 */
export function holm(p: ArrayLike<number>): number[] {
  const adjusted = new Array<number>(p.length).fill(1)
  let running = 0
  ascending(p).forEach((index, rank) => {
    running = Math.max(running, Math.min(1, (p.length - rank) * (p[index] ?? 1)))
    adjusted[index] = running
  })
  return adjusted
}

/**
 * Benjamini and Hochberg's step-up adjustment, for screens such as the cells of a heat map: where the adjusted p is
 * under 10 %, at most a tenth of what is marked is expected to be false (1995; measurement 2.10).
 */
export function benjaminiHochberg(p: ArrayLike<number>): number[] {
  const adjusted = new Array<number>(p.length).fill(1)
  let running = 1
  ascending(p)
    .reverse()
    .forEach((index, above) => {
      running = Math.min(running, ((p[index] ?? 1) * p.length) / (p.length - above))
      adjusted[index] = running
    })
  return adjusted
}

/** Places of the p-values from the smallest to the largest. */
function ascending(p: ArrayLike<number>): Uint32Array {
  return Uint32Array.from(p, (_, index) => index).sort((a, b) => (p[a] ?? 1) - (p[b] ?? 1))
}
