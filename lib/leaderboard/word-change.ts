import type { Change } from '../domain/run-summary'
import type { PairedDifference } from '../statistics/paired'

/** Half-width of the margin of equivalence, in pp (measurement 1.2). */
const equivalenceMarginPp = 2
const significance = 0.05

/**
 * A change as the pages show it. A difference is claimed at 5 % on the adjusted p; equivalence by two one-sided tests
 * (the 90 % interval inside ±2 pp); "not significant" is never worded as "unaffected" (measurement 1.2, 5).
 * @param adjustedP the difference's p after Holm over its table.
 */
export function wordChange(difference: PairedDifference, adjustedP: number): Change {
  const pp = 100 * difference.difference
  const low = 100 * difference.low
  const high = 100 * difference.high
  const detectablePp = 100 * difference.detectable
  const verdict = verdictOf(difference, adjustedP)
  return {
    pp,
    se: 100 * difference.se,
    low,
    high,
    p: adjustedP,
    detectablePp,
    verdict,
    reading: {
      lower: `lower by ${formatPp(-pp)} pp (95 % CI ${formatPp(-high)} to ${formatPp(-low)})`,
      higher: `higher by ${formatPp(pp)} pp (95 % CI ${formatPp(low)} to ${formatPp(high)})`,
      equivalent: `equivalent within ${equivalenceMarginPp} pp`,
      'not-detected': `no difference detected (MDE ${formatPp(detectablePp)} pp)`,
    }[verdict],
  }
}

function verdictOf({ difference, inner }: PairedDifference, adjustedP: number): Change['verdict'] {
  if (adjustedP < significance && difference !== 0) return difference < 0 ? 'lower' : 'higher'
  const within = 100 * inner.low > -equivalenceMarginPp && 100 * inner.high < equivalenceMarginPp
  return within ? 'equivalent' : 'not-detected'
}

/** One decimal, with a true minus. */
function formatPp(pp: number): string {
  const rounded = pp.toFixed(1)
  return rounded === '-0.0' ? '0.0' : rounded.replace('-', '\u2212')
}
