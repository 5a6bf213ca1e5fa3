import { type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { Refusal } from '../domain/refusal'
import type { Features } from './features'
import { innerProducts } from './matrix-product'

/** Cosine of every row of features with every other: `[rows][rows]`. */
export interface Similarities {
  readonly rows: number
  readonly values: Float64Array
}

/**
 * Cosines of all rows (measurement 1.7 b). A row of zeros stays one, at cosine 0 to all.
 * @returns not-enough-data where all rows are equal, as at the first layer of a class token: they have no neighbours.
 * @throws Refusal `bad-request` where a value is not finite.
 */
export function rowSimilarities({ rows, width, values }: Features): Similarities | NotEnoughData {
  if (rows < 2) return tooFew('rows', rows, 2)
  if (isConstant({ rows, width, values })) return tooFew('different rows', 1, 2)
  const normalised = new Float64Array(values.length)
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * width, (row + 1) * width)
    const norm = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0))
    if (!Number.isFinite(norm)) throw new Refusal('bad-request', `row ${row} of the features is not finite`)
    if (norm > 0) for (let at = 0; at < width; at++) normalised[row * width + at] = (own[at] ?? 0) / norm
  }
  return { rows, values: innerProducts({ rows, width, values: normalised }) }
}

/**
 * Linear centred kernel alignment of two sets of features of the same rows, in [0, 1] (Kornblith et al. 2019).
 * @returns not-enough-data where all rows of one of them are equal.
 */
export function linearCka(one: Features, other: Features): number | NotEnoughData {
  if (one.rows < 2) return tooFew('rows', one.rows, 2)
  if (isConstant(one) || isConstant(other)) return tooFew('different rows', 1, 2)
  const a = centredProducts(one)
  const b = centredProducts(other)
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b))
}

/** Inner products of the rows less their mean: `[rows][rows]`. */
function centredProducts({ rows, width, values }: Features): Float64Array {
  const means = new Float64Array(width)
  for (let at = 0; at < values.length; at++)
    means[at % width] = (means[at % width] ?? 0) + (values[at] ?? 0) / rows
  const centred = Float64Array.from(values, (value, at) => value - (means[at % width] ?? 0))
  return innerProducts({ rows, width, values: centred })
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}

function isConstant({ width, values }: Features): boolean {
  return values.every((value, at) => value === values[at % width])
}
