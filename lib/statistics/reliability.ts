/**
 * Share of the scores' variance that is not measurement error: max(0, 1 - mean(SE²) / Var(scores)), with the sample
 * variance (measurement 2.12). Null below two scores.
 * @param scores one per row; @param standardErrors theirs, in the same unit and order.
 */
export function reliability(scores: readonly number[], standardErrors: readonly number[]): number | null {
  if (scores.length < 2) return null
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (scores.length - 1)
  const error = standardErrors.reduce((sum, se) => sum + se * se, 0) / scores.length
  return variance > error ? 1 - error / variance : 0
}
