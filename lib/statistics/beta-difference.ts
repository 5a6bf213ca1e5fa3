import { type BetaPosterior, probabilityAbove, probabilityBelow } from './beta-posterior'

/** Cells the range of the second rate is cut into; even, for the extrapolation. */
const cells = 256

/**
 * P(first - second > margin) of two independent Beta rates, for one margin and many pairs: each distribution is
 * tabulated once and remembered, since counts repeat from item to item. The integral of P(first > x + margin) over the
 * second rate's own probability is summed over 256 and over 128 cells and extrapolated (Richardson): within 5e-6. The
 * cells are finest at 0, where the density of a rate that was never a hit has a pole.
 * @param margin in [0, 1).
 */
export function betaDifference(margin: number): (first: BetaPosterior, second: BetaPosterior) => number {
  const nodes = Float64Array.from({ length: cells + 1 }, (_, at) => (1 - margin) * (at / cells) ** 3)
  const above = remember(one => nodes.map(node => probabilityAbove(one, margin + node)))
  const below = remember(one => nodes.map(node => probabilityBelow(one, node)))
  return (first, second) => {
    const survival = above(first)
    const mass = below(second)
    const fine = stieltjes(survival, mass, 1)
    const coarse = stieltjes(survival, mass, 2)
    return Math.min(1, Math.max(0, fine + (fine - coarse) / 3))
  }
}

/** ∫ survival d(mass), by trapezoids over every `step`-th node. */
function stieltjes(survival: Float64Array, mass: Float64Array, step: number): number {
  let sum = 0
  for (let at = step; at < mass.length; at += step) {
    const weight = mass[at] - mass[at - step]
    sum += weight * 0.5 * (survival[at] + survival[at - step])
  }
  return sum
}

function remember(tabulate: (one: BetaPosterior) => Float64Array): (one: BetaPosterior) => Float64Array {
  const known = new Map<string, Float64Array>()
  return one => {
    const key = `${one.alpha} ${one.beta}`
    const found = known.get(key) ?? tabulate(one)
    known.set(key, found)
    return found
  }
}
