import { isNotEnough } from '../../domain/not-enough-data'
import { testEquivalence } from '../../statistics/equivalence'
import { isAtChance } from '../chance-correction'
import { estimateCondition } from '../findings/condition-estimate'
import { pairedChange } from '../findings/paired-change'
import {
  commonUnits,
  conditionsLike,
  meanVector,
  referenceScores,
  scoresOf,
  type UnitScores,
} from '../findings/unit-scores'
import { type Claim, changeClaim, type DiagnosisRule } from './rule'

const margin = 0.02

/** Unchanged accuracy says so only where the picture itself is worth clearly more than its order (measurement 1.2). */
export const orderNotUsed: DiagnosisRule = {
  id: 'order-not-used',
  title: 'The order of the visual tokens makes no difference to it, though the picture does.',
  suggestion:
    'Give places a say: a projector that keeps neighbourhoods together, two-dimensional positions for visual tokens, and tuning tasks whose answer depends on where things are, such as pointing, counting and relations.',
  basis: {
    source: 'Table 1',
    statement: 'Pictures are processed globally, even when the order of the visual tokens is permuted.',
  },
  claims: ({ benchmarks }) => benchmarks.flatMap(units => claimOn(units) ?? []),
}

function claimOn(units: UnitScores): Claim | null {
  const plain = referenceScores(units)
  const blind = scoresOf(units, 'reference', 'no-image')
  const seeds = conditionsLike(units, 'permutation', /^seed-\d+$/)
  if (!plain || !blind || seeds.length === 0) return null
  const permuted = meanVector(seeds.map(({ values }) => values))
  const reference = estimateCondition(units, plain)
  const change = pairedChange(units, permuted, plain)
  const beyondBlind = pairedChange(units, permuted, blind)
  if (isNotEnough(reference) || isNotEnough(change) || isNotEnough(beyondBlind)) return null
  if (isAtChance(reference.corrected)) return null
  const { design, vectors } = commonUnits(units, [permuted, plain])
  const differences = vectors[0].map((value, unit) => value - vectors[1][unit])
  const equivalence = testEquivalence(differences, design, margin)
  // Where nothing changed at all, so few clusters in a hundred may still change without one of these having done so.
  const equal = equivalence.p ?? (change.difference === 0 ? (1 - margin) ** design.clusters : 1)
  const worth = changeClaim(units.benchmark, '', beyondBlind, 'higher').p
  const claim = changeClaim(units.benchmark, 'permuted less untouched', change, 'lower')
  return { ...claim, p: Math.max(equal, worth) }
}
