import type { Figure } from './measurement'

/** Figures over all comparisons of one checkpoint, or of one kind of them. */
export function parityFigures<One>(name: string, compared: readonly One[]) {
  return {
    everywhere(what: string, holds: (one: One) => boolean): Figure {
      const count = compared.filter(holds).length
      const all = compared.length
      return { figure: `${name}: ${what}`, value: `${count} of ${all}`, target: 'all', met: count === all }
    },
    largest(what: string, of: (one: One) => number, bound: number): Figure {
      const difference = Math.max(...compared.map(of))
      return {
        figure: `${name}: largest difference of ${what}`,
        value: difference.toExponential(1),
        target: `< ${bound}`,
        met: difference < bound,
      }
    },
  }
}
