/** (u - g) / (1 - g): 0 is guessing, 1 is perfect, negative is worse than guessing (measurement 0.1). */
export function chanceCorrected(u: number, guessFloor: number): number {
  return (u - guessFloor) / (1 - guessFloor)
}
