import { isNotEnough } from '../../domain/not-enough-data'
import { holm } from '../../statistics/multiplicity'
import { pairedDifference } from '../../statistics/paired'
import { flatDesign, restrictDesign } from '../../statistics/stratified-mean'
import { ratioOver } from './corrected-mean'
import type { TriedUnits } from './set-figures'
import type { ValidationScores } from './validation-scores'

/** Two checkpoints whose order on the whole source is the reverse of a significant order on the set. */
export interface Reversal {
  /** Digests: the better on the set, the better on the source. */
  readonly betterOnSet: string
  readonly betterOnSource: string
  /** Of the paired difference on the set, adjusted by Holm over the pairs. */
  readonly p: number
}

const significance = 0.05

/**
 * Pairs that a set reorders: surfaced, never a reason to reject, since weeding out what is solvable blind may rightly
 * reorder (measurement 4.6). Checkpoints of different folds were tried on different sets and make no pairs.
 */
export function orderReversals(scores: ValidationScores, tried: readonly TriedUnits[]): Reversal[] {
  const { plain, floors, cluster, categories, runs } = scores
  const source = Int32Array.from(categories.keys())
  const onSource = (run: number) =>
    ratioOver({ values: plain[run], from: floors, floors, cluster }, source).mean
  const pairs = tried.flatMap(({ runs: validation, units }) =>
    validation.flatMap((one, at) =>
      validation.slice(at + 1).map(other => {
        const both = [...units].filter(unit => !Number.isNaN(plain[one][unit] - plain[other][unit]))
        if (both.length === 0) return { one, other, difference: 0, p: 1, before: 0 }
        const paired = pairedDifference(
          both.map(unit => plain[one][unit] - plain[other][unit]),
          restrictDesign(flatDesign(cluster.length, cluster), both),
        )
        if (isNotEnough(paired)) return { one, other, difference: 0, p: 1, before: 0 }
        const { difference, p } = paired
        return { one, other, difference, p, before: onSource(one) - onSource(other) }
      }),
    ),
  )
  const adjusted = holm(pairs.map(({ p }) => p))
  return pairs.flatMap(({ one, other, difference, before }, at) => {
    if (adjusted[at] >= significance || difference * before >= 0) return []
    const [better, worse] = difference > 0 ? [one, other] : [other, one]
    return [{ betterOnSet: runs[better].checkpoint, betterOnSource: runs[worse].checkpoint, p: adjusted[at] }]
  })
}
