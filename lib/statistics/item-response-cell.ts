/**
 * What one item's answers say about its own parameters and about every respondent's ability, under
 * P(right) = g + (1 - g) σ(x), x = a (θ - b) (measurement 4.3).
 */
export interface ItemPass {
  /** Log-likelihood at (b, ln a); the sums over the respondents are then in `own`. */
  item(at: number, b: number, logA: number): number
  /** Log-likelihood at (b, ln a); the terms of every respondent are then in `abilityPull` and the two beneath. */
  respondents(at: number, b: number, logA: number): number
  readonly own: OwnSums
  /** Gradient to θ, one per respondent; its expected and its observed information. */
  readonly abilityPull: Float64Array
  readonly abilityExpected: Float64Array
  readonly abilityObserved: Float64Array
}

/** Gradient and information of one item to b and ln a. */
export interface OwnSums {
  pullB: number
  pullA: number
  readonly expected: Information
  /** The negative second derivatives; not positive definite everywhere where g > 0. */
  readonly observed: Information
}

/** A symmetric 2 x 2 matrix over (b, ln a). */
export interface Information {
  bb: number
  ba: number
  aa: number
}

/** Beyond this x, σ is 0 or 1 to double precision. */
const steepest = 35
/** A product of probabilities is turned into its logarithm before it leaves the range of numbers. */
const smallestProduct = 1e-280

/**
 * @param scores item-major [items × models], in [0, 1]; NaN is missing.
 * @param ability read at every pass: the caller moves it.
 */
export function itemPass(scores: Float32Array, guess: Float64Array, ability: Float64Array): ItemPass {
  const models = ability.length
  // Right and wrong alone let a product stand for the logarithms; which of the two an answer is nobody can predict, so
  // that a branch on it would cost more than the arithmetic.
  const whole = scores.every(score => score === 0 || score === 1 || Number.isNaN(score))
  const own: OwnSums = {
    pullB: 0,
    pullA: 0,
    expected: { bb: 0, ba: 0, aa: 0 },
    observed: { bb: 0, ba: 0, aa: 0 },
  }
  const abilityPull = new Float64Array(models)
  const abilityExpected = new Float64Array(models)
  const abilityObserved = new Float64Array(models)

  function item(at: number, b: number, logA: number): number {
    const a = Math.exp(logA)
    const g = guess[at]
    let logs = 0
    let product = 1
    let pullB = 0
    let pullA = 0
    // Sums of the expected and the observed curvature to x, times 1, x and x².
    let e0 = 0
    let e1 = 0
    let e2 = 0
    let o0 = 0
    let o1 = 0
    let o2 = 0
    for (let model = 0, from = at * models; model < models; model++) {
      const y = scores[from + model]
      if (Number.isNaN(y)) continue
      const x = a * (ability[model] - b)
      const odds = Math.exp(x > steepest ? -steepest : x < -steepest ? steepest : -x)
      const s = 1 / (1 + odds)
      const p = g + (1 - g) * s
      const wrong = odds * s
      const share = 1 / p
      const lift = s * share
      const residual = (y - p) * lift
      const expected = (1 - g) * wrong * s * lift
      const observed = s * wrong * (1 - y * g * share * share)
      pullB -= residual
      pullA += residual * x
      e0 += expected
      e1 += expected * x
      e2 += expected * x * x
      o0 += observed
      o1 += observed * x
      o2 += observed * x * x
      if (whole) product *= y * p + (1 - y) * (1 - g) * wrong
      else logs += y * Math.log(p) + (1 - y) * Math.log((1 - g) * wrong)
      if (product < smallestProduct) {
        logs += Math.log(product)
        product = 1
      }
    }
    own.pullB = a * pullB
    own.pullA = pullA
    own.expected.bb = a * a * e0
    own.expected.ba = -a * e1
    own.expected.aa = e2
    // x depends on b and ln a by a product, hence the gradient in the second derivatives.
    own.observed.bb = a * a * o0
    own.observed.ba = -a * (o1 + pullB)
    own.observed.aa = o2 - pullA
    return logs + Math.log(product)
  }

  function respondents(at: number, b: number, logA: number): number {
    const a = Math.exp(logA)
    const g = guess[at]
    let logs = 0
    let product = 1
    for (let model = 0, from = at * models; model < models; model++) {
      const y = scores[from + model]
      if (Number.isNaN(y)) {
        abilityPull[model] = 0
        abilityExpected[model] = 0
        abilityObserved[model] = 0
        continue
      }
      const x = a * (ability[model] - b)
      const odds = Math.exp(x > steepest ? -steepest : x < -steepest ? steepest : -x)
      const s = 1 / (1 + odds)
      const p = g + (1 - g) * s
      const wrong = odds * s
      const share = 1 / p
      const lift = s * share
      abilityPull[model] = a * (y - p) * lift
      abilityExpected[model] = a * a * (1 - g) * wrong * s * lift
      abilityObserved[model] = a * a * s * wrong * (1 - y * g * share * share)
      if (whole) product *= y * p + (1 - y) * (1 - g) * wrong
      else logs += y * Math.log(p) + (1 - y) * Math.log((1 - g) * wrong)
      if (product < smallestProduct) {
        logs += Math.log(product)
        product = 1
      }
    }
    return logs + Math.log(product)
  }

  return { item, respondents, own, abilityPull, abilityExpected, abilityObserved }
}
