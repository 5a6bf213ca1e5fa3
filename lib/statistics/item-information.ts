/** One item of a fitted item response model. */
export interface ResponseCurve {
  readonly discrimination: number
  readonly difficulty: number
  /** Expected score of a content-free guess. */
  readonly guess: number
}

/** Fisher information of an item at an ability: a² (p - g)² (1 - p) / ((1 - g)² p) (measurement 4.3). */
export function itemInformation(
  { discrimination, difficulty, guess }: ResponseCurve,
  ability: number,
): number {
  const share = 1 / (1 + Math.exp(-discrimination * (ability - difficulty)))
  const right = guess + (1 - guess) * share
  return (discrimination ** 2 * (right - guess) ** 2 * (1 - right)) / ((1 - guess) ** 2 * right)
}
