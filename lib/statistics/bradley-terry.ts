import { CholeskyDecomposition, inverse, Matrix } from 'ml-matrix'
import { isNotEnough, type NotEnoughData, tooFew } from '../domain/not-enough-data'
import { bootstrapReplicates, drawClusters, percentileInterval } from './cluster-bootstrap'
import type { Interval } from './intervals'

export interface BradleyTerry {
  /** Log-strengths, summing to 0. */
  readonly beta: readonly number[]
  /** Fisher standard errors: a lower bound where items repeat over pairs. */
  readonly se: readonly number[]
}

export interface Strength extends Interval {
  readonly beta: number
}

/**
 * Who scored higher, item by item: element `i * checkpoints + j` is how often i beat j, equal scores counting half for each
 * (measurement 2.9). @param scores [checkpoints][items], NaN where there is none. @param items those that count; all.
 */
export function countWins(
  scores: readonly ArrayLike<number>[],
  items: Iterable<number> = (scores[0] ? Array.from(scores[0]) : []).keys(),
): Float64Array {
  const m = scores.length
  const wins = new Float64Array(m * m)
  for (const item of items)
    for (let i = 0; i < m; i++)
      for (let j = 0; j < i; j++) {
        const difference = (scores[i]?.[item] ?? Number.NaN) - (scores[j]?.[item] ?? Number.NaN)
        if (Number.isNaN(difference)) continue
        const share = difference > 0 ? 1 : difference < 0 ? 0 : 0.5
        wins[i * m + j] = (wins[i * m + j] ?? 0) + share
        wins[j * m + i] = (wins[j * m + i] ?? 0) + 1 - share
      }
  return wins
}

/**
 * Maximum likelihood log-strengths by Newton's method (Bradley and Terry 1952; measurement 2.9).
 * @param wins [checkpoints][checkpoints], row over column. @param start where to begin.
 * @returns not-enough-data for less than two checkpoints, or where they fall into groups of which one never lost to the
 *   other: no maximum exists then (Ford 1957).
 */
export function fitBradleyTerry(
  wins: ArrayLike<number>,
  checkpoints: number,
  start?: readonly number[],
): BradleyTerry | NotEnoughData {
  const m = checkpoints
  if (m < 2) return tooFew('checkpoints', m, 2)
  const connected = Math.min(countReached(wins, m, 'wins'), countReached(wins, m, 'losses'))
  if (connected < m) return tooFew('checkpoints linked by wins and losses both ways', connected, m)
  let beta = start ?? new Array<number>(m).fill(0)
  let likelihood = logLikelihood(wins, beta)
  for (let round = 0; round < 100; round++) {
    const { gradient, information } = slopeAt(wins, beta)
    const step = new CholeskyDecomposition(information).solve(Matrix.columnVector(gradient)).getColumn(0)
    let scale = 1
    let next = beta.map((value, i) => value + (step[i] ?? 0))
    let better = logLikelihood(wins, next)
    while (better < likelihood && scale > 1e-6) {
      scale /= 2
      next = beta.map((value, i) => value + scale * (step[i] ?? 0))
      better = logLikelihood(wins, next)
    }
    beta = next
    likelihood = better
    if (Math.max(...step.map(Math.abs)) < 1e-9) break
  }
  const covariance = inverse(slopeAt(wins, beta).information)
  // The information is made regular by 1/m everywhere, which adds 1/m to its inverse everywhere.
  return { beta, se: covariance.diagonal().map(variance => Math.sqrt(Math.max(0, variance - 1 / m))) }
}

/**
 * Strengths with the percentiles of the cluster bootstrap: the refitted strengths of resampled items (measurement 2.9).
 * @param scores [checkpoints][items], NaN where there is none. @param cluster of each item, from 0.
 * @returns not-enough-data as `fitBradleyTerry`, below two clusters, or where more than one resample in forty has no fit:
 *   a percentile could lie among them.
 */
export function bradleyTerryStrengths(
  scores: readonly ArrayLike<number>[],
  cluster: Int32Array,
  key: string,
  replicates = bootstrapReplicates,
): Strength[] | NotEnoughData {
  const m = scores.length
  const fit = fitBradleyTerry(countWins(scores), m)
  if (isNotEnough(fit)) return fit
  const members = [...Map.groupBy(cluster.keys(), item => cluster[item] ?? 0).values()]
  if (members.length < 2) return tooFew('clusters', members.length, 2)
  const ofCluster = members.map(items => countWins(scores, items))
  const draws = drawClusters([members.length], key, replicates)
  const fits = Array.from({ length: replicates }, (_, replicate) => {
    const wins = new Float64Array(m * m)
    ofCluster.forEach((own, at) => {
      const weight = draws[replicate * members.length + at] ?? 0
      if (weight > 0)
        for (let pair = 0; pair < wins.length; pair++)
          wins[pair] = (wins[pair] ?? 0) + weight * (own[pair] ?? 0)
    })
    return fitBradleyTerry(wins, m, fit.beta)
  }).flatMap(one => (isNotEnough(one) ? [] : [one.beta]))
  const needed = Math.ceil(0.975 * replicates)
  if (fits.length < needed) return tooFew('resamples with a fit', fits.length, needed)
  return fit.beta.map((beta, i) => ({ beta, ...percentileInterval(fits.map(one => one[i] ?? 0)) }))
}

/** How many checkpoints the first is linked to by wins (or losses), over any number of steps, itself included. */
function countReached(wins: ArrayLike<number>, m: number, by: 'wins' | 'losses'): number {
  const reached = new Set([0])
  for (const i of reached)
    for (let j = 0; j < m; j++) if ((wins[by === 'wins' ? i * m + j : j * m + i] ?? 0) > 0) reached.add(j)
  return reached.size
}

function logLikelihood(wins: ArrayLike<number>, beta: readonly number[]): number {
  let sum = 0
  beta.forEach((own, i) => {
    beta.forEach((other, j) => {
      const won = wins[i * beta.length + j] ?? 0
      if (i !== j && won > 0) sum -= won * Math.log1p(Math.exp(other - own))
    })
  })
  return sum
}

/** Gradient of the log-likelihood, and its information plus 1/m everywhere: the sum of the strengths is free. */
function slopeAt(
  wins: ArrayLike<number>,
  beta: readonly number[],
): { gradient: number[]; information: Matrix } {
  const m = beta.length
  const gradient = new Array<number>(m).fill(0)
  const information = Matrix.zeros(m, m).add(1 / m)
  for (let i = 0; i < m; i++)
    for (let j = 0; j < i; j++) {
      const won = wins[i * m + j] ?? 0
      const games = won + (wins[j * m + i] ?? 0)
      const chance = 1 / (1 + Math.exp((beta[j] ?? 0) - (beta[i] ?? 0)))
      const surplus = won - games * chance
      gradient[i] = (gradient[i] ?? 0) + surplus
      gradient[j] = (gradient[j] ?? 0) - surplus
      const weight = games * chance * (1 - chance)
      information.set(i, i, information.get(i, i) + weight)
      information.set(j, j, information.get(j, j) + weight)
      information.set(i, j, information.get(i, j) - weight)
      information.set(j, i, information.get(i, j))
    }
  return { gradient, information }
}
