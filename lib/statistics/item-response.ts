import { type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { itemPass } from './item-response-cell'
import { type ItemParameters, type ItemPriors, posteriorOf, settleScale } from './item-response-prior'
import {
  collect,
  itemErrors,
  noSums,
  rescale,
  smallestStep,
  stepAbilities,
  stepItem,
} from './item-response-step'

/** Who got what right. */
export interface ResponseMatrix {
  readonly models: number
  readonly items: number
  /** Item-major [items × models], in [0, 1]; NaN where there is no answer. Fractions are fitted by quasi-likelihood. */
  readonly scores: Float32Array
  /** Expected score of a content-free guess, one per item, in [0, 1). */
  readonly guess: Float64Array
}

export interface ItemResponseFit {
  /** θ per model, and its standard error. */
  readonly ability: Float64Array
  readonly abilitySe: Float64Array
  /** b per item. */
  readonly difficulty: Float64Array
  readonly difficultySe: Float64Array
  /** ln a per item; 0 throughout where discrimination is `one`, with standard errors of 0. */
  readonly logDiscrimination: Float64Array
  readonly logDiscriminationSe: Float64Array
  /** What was minimised: half the squared standardised parameters less the log-likelihood. */
  readonly negativeLogPosterior: number
  readonly sweeps: number
  readonly converged: boolean
  readonly priors: ItemPriors
}

export interface ItemResponseOptions {
  /** `one`: the Rasch model with a guess floor. `fitted`: the two-parameter model. */
  readonly discrimination: 'one' | 'fitted'
  /** Rounds in which the spreads of the item priors are taken from the items themselves; default 0. */
  readonly empiricalBayesRounds?: number
}

const tolerance = 1e-6
const mostSweeps = 500
/** What a posterior may seem to fall by, of its size, by rounding alone. */
const rounding = 1e-12

/**
 * Item response theory for few models and many items, by joint maximum a posteriori (measurement 4.3):
 * P(right) = g + (1 - g) σ(a (θ - b)), θ ~ N(0, 1), b ~ N(0, 1.5²), ln a ~ N(0, 0.5²).
 */
export function fitItemResponse(
  matrix: ResponseMatrix,
  { discrimination, empiricalBayesRounds = 0 }: ItemResponseOptions,
): ItemResponseFit | NotEnoughData {
  const answers = matrix.scores.reduce((count, score) => (Number.isNaN(score) ? count : count + 1), 0)
  if (matrix.models < 2 || answers === 0) return tooFew('models with answers', answers && matrix.models, 2)
  const fitted = discrimination === 'fitted'
  let priors: ItemPriors = { difficulty: 1.5, logDiscrimination: 0.5 }
  let parameters: ItemParameters = {
    ability: startingAbility(matrix),
    difficulty: new Float64Array(matrix.items),
    logDiscrimination: new Float64Array(matrix.items),
  }
  let fit = ascend(matrix, parameters, priors, fitted)
  for (let round = 0; round < empiricalBayesRounds; round++) {
    priors = spreadOf(fit, fitted)
    parameters = fit
    fit = ascend(matrix, parameters, priors, fitted)
  }
  return fit
}

/** Chance-corrected scores as logits, standardised over the models. */
function startingAbility({ models, items, scores, guess }: ResponseMatrix): Float64Array {
  const right = new Float64Array(models)
  const room = new Float64Array(models)
  for (let item = 0; item < items; item++)
    for (let model = 0; model < models; model++) {
      const score = scores[item * models + model]
      if (Number.isNaN(score)) continue
      right[model] = right[model] + score - guess[item]
      room[model] = room[model] + 1 - guess[item]
    }
  const logits = right.map((sum, model) => {
    const share = Math.min(0.98, Math.max(0.02, room[model] > 0 ? sum / room[model] : 0.5))
    return Math.log(share / (1 - share))
  })
  const mean = logits.reduce((sum, logit) => sum + logit, 0) / models
  const deviation = Math.sqrt(logits.reduce((sum, logit) => sum + (logit - mean) ** 2, 0) / (models - 1))
  return logits.map(logit => (deviation > 1e-9 ? (logit - mean) / deviation : 0))
}

/**
 * Newton's method in turns: abilities, then each item, then location and scale along the line on which the likelihood
 * is constant (without that step the turns creep along it for hundreds of sweeps). Where the observed information is
 * not safely positive, the expected one takes its place (Fisher scoring). Every step that would lower the posterior is
 * halved, so that it never falls.
 */
function ascend(
  matrix: ResponseMatrix,
  start: ItemParameters,
  priors: ItemPriors,
  fitted: boolean,
): ItemResponseFit {
  const { models, items } = matrix
  const parameters = copyOf(start)
  const { ability, difficulty, logDiscrimination } = parameters
  const pass = itemPass(matrix.scores, matrix.guess, ability)
  const slope = (item: number) => pass.respondents(item, difficulty[item], logDiscrimination[item])
  let sums = noSums(models)
  let likelihood = 0
  for (let item = 0; item < items; item++) {
    likelihood += slope(item)
    collect(sums, pass)
  }
  let posterior = posteriorOf(likelihood, parameters, priors)
  let sweeps = 0
  let stride = 1
  let converged = false
  while (!converged && sweeps < mostSweeps) {
    sweeps += 1
    const before = copyOf(parameters)
    const held = sums
    stepAbilities(ability, held, stride)
    sums = noSums(models)
    likelihood = 0
    for (let item = 0; item < items; item++) {
      likelihood += stepItem(pass, item, parameters, priors, fitted) ?? slope(item)
      collect(sums, pass)
    }
    if (posteriorOf(likelihood, parameters, priors) < posterior - rounding * Math.abs(posterior)) {
      ability.set(before.ability)
      difficulty.set(before.difficulty)
      logDiscrimination.set(before.logDiscrimination)
      sums = held
      stride /= 2
      if (stride < smallestStep) break
      continue
    }
    stride = 1
    rescale(sums, settleScale(parameters, priors, fitted))
    posterior = posteriorOf(likelihood, parameters, priors)
    converged =
      Math.max(
        largestChange(ability, before.ability),
        largestChange(difficulty, before.difficulty),
        largestChange(logDiscrimination, before.logDiscrimination),
      ) < tolerance
  }
  return {
    ...parameters,
    abilitySe: sums.expected.map(one => 1 / Math.sqrt(one + 1)),
    ...itemErrors(pass, parameters, priors, fitted),
    negativeLogPosterior: -posterior,
    sweeps,
    converged,
    priors,
  }
}

function copyOf({ ability, difficulty, logDiscrimination }: ItemParameters): ItemParameters {
  return {
    ability: Float64Array.from(ability),
    difficulty: Float64Array.from(difficulty),
    logDiscrimination: Float64Array.from(logDiscrimination),
  }
}

function largestChange(now: Float64Array, before: Float64Array): number {
  return now.reduce((largest, value, at) => Math.max(largest, Math.abs(value - before[at])), 0)
}

/** Empirical Bayes: the items' own spread, errors included, within [0.5, 3] for b and [0.1, √0.5] for ln a. */
function spreadOf(fit: ItemResponseFit, fitted: boolean): ItemPriors {
  const variance = (values: Float64Array, errors: Float64Array) =>
    values.reduce((sum, value, at) => sum + value * value + errors[at] ** 2, 0) / values.length
  const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))
  return {
    difficulty: Math.sqrt(within(variance(fit.difficulty, fit.difficultySe), 0.25, 9)),
    logDiscrimination: fitted
      ? Math.sqrt(within(variance(fit.logDiscrimination, fit.logDiscriminationSe), 0.01, 0.5))
      : fit.priors.logDiscrimination,
  }
}
