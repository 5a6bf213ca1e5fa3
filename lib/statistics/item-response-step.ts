import type { ItemResponseFit } from './item-response'
import type { Information, ItemPass, OwnSums } from './item-response-cell'
import type { ItemParameters, ItemPriors } from './item-response-prior'

/** A step halved below this leads nowhere. */
export const smallestStep = 2 ** -30
/** The observed information is trusted down to this share of the expected. */
const leastCurvature = 0.1

/** Sums over the items, one entry per model. */
interface AbilitySums {
  readonly pull: Float64Array
  readonly expected: Float64Array
  readonly observed: Float64Array
}

export function noSums(models: number): AbilitySums {
  return {
    pull: new Float64Array(models),
    expected: new Float64Array(models),
    observed: new Float64Array(models),
  }
}

export function collect({ pull, expected, observed }: AbilitySums, pass: ItemPass): void {
  for (let model = 0; model < pull.length; model++) {
    pull[model] = pull[model] + pass.abilityPull[model]
    expected[model] = expected[model] + pass.abilityExpected[model]
    observed[model] = observed[model] + pass.abilityObserved[model]
  }
}

/** The sums after θ -> c θ: no probability has moved. */
export function rescale({ pull, expected, observed }: AbilitySums, scale: number): void {
  for (let model = 0; model < pull.length; model++) {
    pull[model] = pull[model] / scale
    expected[model] = expected[model] / scale ** 2
    observed[model] = observed[model] / scale ** 2
  }
}

export function stepAbilities(
  ability: Float64Array,
  { pull, expected, observed }: AbilitySums,
  stride: number,
): void {
  for (let model = 0; model < ability.length; model++) {
    const safe = expected[model] + 1
    const sharp = observed[model] + 1
    const curvature = sharp > leastCurvature * safe ? sharp : safe
    const own = ability[model]
    ability[model] = own + (stride * (pull[model] - own)) / curvature
  }
}

/**
 * Moves one item uphill; the pass then holds its respondents' terms. Returns its log-likelihood, or null where no step
 * leads up any more.
 */
export function stepItem(
  pass: ItemPass,
  item: number,
  { difficulty, logDiscrimination }: ItemParameters,
  priors: ItemPriors,
  fitted: boolean,
): number | null {
  const b = difficulty[item]
  const logA = logDiscrimination[item]
  const precisionB = 1 / priors.difficulty ** 2
  const precisionA = 1 / priors.logDiscrimination ** 2
  const penalty = (atB: number, atLogA: number) =>
    0.5 * (atB * atB * precisionB + atLogA * atLogA * precisionA)
  const held = pass.item(item, b, logA) - penalty(b, logA)
  const { own } = pass
  const pullB = own.pullB - b * precisionB
  const pullA = own.pullA - logA * precisionA
  const { bb, ba, aa } = curvatureOf(own, precisionB, precisionA, fitted)
  const determinant = bb * aa - ba * ba
  const stepB = fitted ? (aa * pullB - ba * pullA) / determinant : pullB / bb
  const stepA = fitted ? (bb * pullA - ba * pullB) / determinant : 0
  for (let share = 1; share > smallestStep; share /= 2) {
    const nextB = b + share * stepB
    const nextA = logA + share * stepA
    const reached = pass.respondents(item, nextB, nextA)
    if (reached - penalty(nextB, nextA) < held) continue
    difficulty[item] = nextB
    logDiscrimination[item] = nextA
    return reached
  }
  return null
}

/** The observed information where it is safely positive, else the expected; the priors' included. */
function curvatureOf(
  { expected, observed }: OwnSums,
  precisionB: number,
  precisionA: number,
  fitted: boolean,
): Information {
  const safe = { bb: expected.bb + precisionB, ba: expected.ba, aa: expected.aa + precisionA }
  const sharp = { bb: observed.bb + precisionB, ba: observed.ba, aa: observed.aa + precisionA }
  const steep = sharp.bb > leastCurvature * safe.bb
  if (!fitted) return steep ? sharp : safe
  const positive = sharp.bb * sharp.aa - sharp.ba ** 2 > leastCurvature * (safe.bb * safe.aa - safe.ba ** 2)
  return steep && positive ? sharp : safe
}

/** Standard errors from the inverse of the expected information (measurement 4.3). */
export function itemErrors(
  pass: ItemPass,
  { difficulty, logDiscrimination }: ItemParameters,
  priors: ItemPriors,
  fitted: boolean,
): Pick<ItemResponseFit, 'difficultySe' | 'logDiscriminationSe'> {
  const difficultySe = new Float64Array(difficulty.length)
  const logDiscriminationSe = new Float64Array(difficulty.length)
  for (let item = 0; item < difficulty.length; item++) {
    pass.item(item, difficulty[item], logDiscrimination[item])
    const bb = pass.own.expected.bb + 1 / priors.difficulty ** 2
    const aa = pass.own.expected.aa + 1 / priors.logDiscrimination ** 2
    const determinant = bb * aa - pass.own.expected.ba ** 2
    difficultySe[item] = Math.sqrt(fitted ? aa / determinant : 1 / bb)
    logDiscriminationSe[item] = fitted ? Math.sqrt(bb / determinant) : 0
  }
  return { difficultySe, logDiscriminationSe }
}
