import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { keyedRandom } from './keyed-random'
import { innerProducts } from './matrix-product'

/** Questions with candidate answers, each a vector of features. */
export interface ChoiceFeatures {
  readonly width: number
  /** [candidates × width], the candidates of a question one after the other. */
  readonly rows: Float32Array
  /** First candidate of every question, and the end: [questions + 1]. */
  readonly starts: Int32Array
  /** Which candidate of its question is right, from 0. */
  readonly right: Int32Array
  /** Questions of one cluster are held out together. */
  readonly cluster: Int32Array
}

/** How often each question was held out, and then answered right. */
export interface HeldOutChoices {
  readonly draws: Uint16Array
  readonly right: Uint16Array
}

const partitions = 64
/** A fifth is held out: 8 of 40 blocks of clusters, so that sums over the rest are differences of sums. */
const blocks = 40
const heldOutBlocks = 8
/** Weight of the ridge, of the mean square of a feature. */
const ridge = 0.1
/** Fewer questions are not worth training on. */
const leastQuestions = 50

/**
 * A linear classifier of candidate answers, trained on random 80 % of the questions and tried on the rest, 64 times, as
 * AFLite does (Le Bras et al. 2020; measurement 4.2). Ridge regression on features less the mean over a question's
 * candidates: what all candidates share cannot tell them apart.
 * @param key names what the questions are of: equal keys give equal partitions.
 */
export function heldOutChoices(features: ChoiceFeatures, key: string): HeldOutChoices | NotEnoughData {
  const { width, starts, right, cluster } = features
  const questions = right.length
  const clusters = [...new Set(cluster)]
  if (questions < leastQuestions) return tooFew('questions with candidates', questions, leastQuestions)
  if (clusters.length < blocks) return tooFew('clusters of questions', clusters.length, blocks)
  const draw = (condition: string) => keyedRandom({ seed: 0, probe: 'held-out-choice', condition, item: key })
  const shuffled = draw('blocks').permutation(clusters.length)
  const blockOf = new Map(clusters.map((one, at) => [one, shuffled[at] % blocks]))
  const block = Int32Array.from(cluster, one => blockOf.get(one) ?? 0)
  const rows = centred(features)
  const sums = Array.from({ length: blocks }, (_, at) => sumsOver(features, rows, block, at))
  const all = sums.reduce((total, one) => change(total, one, 1), noSums(width))

  const found = { draws: new Uint16Array(questions), right: new Uint16Array(questions) }
  const random = draw('partitions')
  for (let partition = 0; partition < partitions; partition++) {
    const held = [...random.permutation(blocks).subarray(0, heldOutBlocks)]
    const rest = held.reduce((left, at) => change(left, sums[at], -1), change(noSums(width), all, 1))
    const weights = solve(rest, width)
    for (let question = 0; question < questions; question++) {
      if (!held.includes(block[question])) continue
      found.draws[question] += 1
      if (best(rows, weights, starts[question], starts[question + 1]) === right[question])
        found.right[question] += 1
    }
  }
  return found
}

/** Of candidates less their question's mean: Σ x xᵀ over all, Σ x over the right ones. */
interface ChoiceSums {
  /** [width × width] */
  readonly products: Float64Array
  readonly right: Float64Array
}

function noSums(width: number): ChoiceSums {
  return { products: new Float64Array(width * width), right: new Float64Array(width) }
}

/** Adds `times` the other to `sums`, in place. */
function change(sums: ChoiceSums, other: ChoiceSums, times: number): ChoiceSums {
  for (let at = 0; at < sums.products.length; at++) sums.products[at] += times * other.products[at]
  for (let at = 0; at < sums.right.length; at++) sums.right[at] += times * other.right[at]
  return sums
}

function sumsOver(
  { width, starts, right }: ChoiceFeatures,
  rows: Float64Array,
  block: Int32Array,
  wanted: number,
): ChoiceSums {
  const questions = [...block.keys()].filter(question => block[question] === wanted)
  const candidates = questions.flatMap(question =>
    Array.from({ length: starts[question + 1] - starts[question] }, (_, at) => starts[question] + at),
  )
  // Features in rows, candidates in columns.
  const turned = new Float64Array(width * candidates.length)
  candidates.forEach((candidate, column) => {
    for (let feature = 0; feature < width; feature++)
      turned[feature * candidates.length + column] = rows[candidate * width + feature]
  })
  const sum = new Float64Array(width)
  for (const question of questions)
    for (let feature = 0; feature < width; feature++)
      sum[feature] += rows[(starts[question] + right[question]) * width + feature]
  return {
    products: innerProducts({ rows: width, width: candidates.length, values: turned }),
    right: sum,
  }
}

/** Ridge weights [width]: (Σ x xᵀ + λ I) w = Σ x of the right ones; none where no feature varies. */
function solve({ products, right }: ChoiceSums, width: number): Float64Array {
  let trace = 0
  for (let feature = 0; feature < width; feature++) trace += products[feature * (width + 1)]
  if (trace < 1e-12) return new Float64Array(width)
  const system = Matrix.from1DArray(width, width, products)
  for (let feature = 0; feature < width; feature++)
    system.set(feature, feature, system.get(feature, feature) + (ridge * trace) / width)
  const weights = new CholeskyDecomposition(system).solve(Matrix.columnVector(right))
  return Float64Array.from(weights.to1DArray())
}

/** The candidate with the highest score, from 0; -1 where the highest score is not one candidate's alone. */
function best(rows: Float64Array, weights: Float64Array, first: number, end: number): number {
  const scores = Array.from({ length: end - first }, (_, at) => {
    let score = 0
    for (let feature = 0; feature < weights.length; feature++)
      score += weights[feature] * rows[(first + at) * weights.length + feature]
    return score
  })
  const highest = Math.max(...scores)
  return scores.filter(score => score === highest).length === 1 ? scores.indexOf(highest) : -1
}

/** The rows, each less the mean of its question's. */
function centred({ width, rows, starts, right }: ChoiceFeatures): Float64Array {
  const moved = Float64Array.from(rows)
  for (let question = 0; question < right.length; question++) {
    const first = starts[question]
    const end = starts[question + 1]
    for (let feature = 0; feature < width; feature++) {
      let sum = 0
      for (let row = first; row < end; row++) sum += moved[row * width + feature]
      for (let row = first; row < end; row++) moved[row * width + feature] -= sum / (end - first)
    }
  }
  return moved
}
