import gammainc from '@stdlib/math-base-special-gammainc'
import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { type NotEnoughData, tooFew } from '../domain/not-enough-data'

export interface WaldTest {
  /** d' V⁻¹ d */
  readonly statistic: number
  readonly df: number
  readonly p: number
}

/**
 * Whether a vector of differences is 0 altogether: Wald's chi-square test (measurement 3 b).
 * @param difference finite; @param covariance of the differences, [p][p], symmetric.
 * @returns not-enough-data without a difference, or where some of them (or of their combinations) do not vary.
 */
export function waldTest(
  difference: readonly number[],
  covariance: readonly (readonly number[])[],
): WaldTest | NotEnoughData {
  const df = difference.length
  if (df === 0) return tooFew('properties', 0, 1)
  const scale = covariance.map((row, at) => Math.sqrt(Math.max(0, row[at] ?? 0)))
  const varying = scale.filter(sd => sd > 0).length
  if (varying < df) return tooFew('properties that vary', varying, df)
  // As a correlation matrix, so that the decomposition judges singularity alike for properties of any spread; it wants
  // symmetry to the last bit.
  const correlation = new Matrix(
    covariance.map((row, a) =>
      row.map((value, b) => (value + (covariance[b]?.[a] ?? 0)) / (2 * (scale[a] ?? 1) * (scale[b] ?? 1))),
    ),
  )
  const cholesky = new CholeskyDecomposition(correlation)
  const pivots = cholesky.lowerTriangularMatrix.diagonal()
  const independent = pivots.filter(pivot => pivot > 1e-6).length
  if (!cholesky.isPositiveDefinite() || independent < df)
    return tooFew('properties that vary independently', Math.min(independent, df - 1), df)
  const standardised = Matrix.columnVector(difference.map((value, at) => value / (scale[at] ?? 1)))
  const statistic = standardised.transpose().mmul(cholesky.solve(standardised)).get(0, 0)
  return { statistic, df, p: gammainc(statistic / 2, df / 2, true, true) }
}

/**
 * Covariance of bootstrap replicates. @param replicates one array per quantity, of equal length, common resamples.
 * Returns `[quantities][quantities]`.
 */
export function covarianceOf(replicates: readonly ArrayLike<number>[]): number[][] | NotEnoughData {
  const length = replicates[0]?.length ?? 0
  if (length < 2) return tooFew('resamples', length, 2)
  const centred = replicates.map(values => {
    const all = Float64Array.from(values)
    const mean = all.reduce((sum, value) => sum + value, 0) / length
    return all.map(value => value - mean)
  })
  return centred.map(one =>
    centred.map(other => one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0) / (length - 1)),
  )
}

/** Takes a tenth off every covariance, for a matrix from few effective replicates (measurement 3 b). */
export function shrinkToDiagonal(covariance: readonly (readonly number[])[], share = 0.1): number[][] {
  return covariance.map((row, a) => row.map((value, b) => (a === b ? value : (1 - share) * value)))
}
