import type { Estimate } from '../domain/cell'
import { chanceCorrected } from '../statistics/chance-corrected'

/** A chance-corrected estimate: its floor is a constant of the benchmark, so the interval moves along. */
export function correctEstimate(score: Estimate, guessFloor: number): Estimate {
  return {
    ...score,
    value: chanceCorrected(score.value, guessFloor),
    se: score.se === null ? null : score.se / (1 - guessFloor),
    low: chanceCorrected(score.low, guessFloor),
    high: chanceCorrected(score.high, guessFloor),
  }
}

/** c < 0.05 or c < 2 SE: nothing is left to lose, so ratios and areas are not formed (measurement 3). */
export function isAtChance(corrected: Estimate): boolean {
  return corrected.value < 0.05 || corrected.value < 2 * standardError(corrected)
}

/** An estimate's standard error; where its interval was not built from one, the one its width amounts to. */
export function standardError({ se, low, high }: Estimate): number {
  return se ?? (high - low) / (2 * 1.959964)
}
