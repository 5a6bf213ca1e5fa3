/** Standard deviations of the item priors, both centred at 0; abilities are standard normal. */
export interface ItemPriors {
  readonly difficulty: number
  readonly logDiscrimination: number
}

/** θ per model, b and ln a per item. */
export interface ItemParameters {
  readonly ability: Float64Array
  readonly difficulty: Float64Array
  readonly logDiscrimination: Float64Array
}

/** Log-likelihood less half the squared standardised parameters (measurement 4.3). */
export function posteriorOf(
  likelihood: number,
  { ability, difficulty, logDiscrimination }: ItemParameters,
  priors: ItemPriors,
): number {
  return (
    likelihood -
    0.5 *
      (squares(ability) +
        squares(difficulty) / priors.difficulty ** 2 +
        squares(logDiscrimination) / priors.logDiscrimination ** 2)
  )
}

/**
 * Moves all parameters along θ -> c θ + d, b -> c b + d, ln a -> ln a - ln c, which no answer can tell apart, to where
 * the priors are happiest. Changes them in place. @param scaled whether c is free, or 1 (where a is fixed).
 * Returns c.
 */
export function settleScale(
  { ability, difficulty, logDiscrimination }: ItemParameters,
  priors: ItemPriors,
  scaled: boolean,
): number {
  const items = difficulty.length
  const precision = 1 / priors.difficulty ** 2
  const centre = (sum(ability) + precision * sum(difficulty)) / (ability.length + precision * items)
  const around = (values: Float64Array) => values.reduce((total, value) => total + (value - centre) ** 2, 0)
  const spread = around(ability) + precision * around(difficulty)
  const scale = scaled ? bestScale(spread * priors.logDiscrimination ** 2, items, sum(logDiscrimination)) : 1
  for (const values of [ability, difficulty])
    for (let at = 0; at < values.length; at++) values[at] = scale * (values[at] - centre)
  if (scaled)
    for (let at = 0; at < items; at++) logDiscrimination[at] = logDiscrimination[at] - Math.log(scale)
  return scale
}

/** The c that solves spread c² + items ln c = logs: its left side rises from -∞ to ∞. By Newton on ln c. */
function bestScale(spread: number, items: number, logs: number): number {
  let log = 0
  for (let round = 0; round < 100; round++) {
    const grown = spread * Math.exp(2 * log)
    const step = (grown + items * log - logs) / (2 * grown + items)
    log -= step
    if (Math.abs(step) < 1e-12) break
  }
  return Math.exp(log)
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}

function squares(values: Float64Array): number {
  return values.reduce((total, value) => total + value * value, 0)
}
