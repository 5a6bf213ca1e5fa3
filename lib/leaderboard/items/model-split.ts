import { type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import { keyedRandom } from '../../statistics/keyed-random'
import type { EvidenceRun } from './evidence'
import { respondentsOf } from './respondents'

/** Checkpoints that choose, and checkpoints of other families that the choice is tried on; places of runs. */
export interface Fold {
  readonly selection: readonly number[]
  readonly validation: readonly number[]
}

/** How checkpoints were split by family (measurement 4.6): never are items validated on what chose them. */
export interface ModelSplit {
  readonly kind: 'held-out-families' | 'leave-one-family-out'
  /** One; or one per family, with the selection repeated in each. */
  readonly folds: readonly Fold[]
}

/** Models on either side that make a split by halves worth it; as many in all where each family is left out in turn. */
export const leastModels = 4

/** @param key names the campaign's split: equal keys split equal families alike. */
export function splitByFamily(runs: readonly EvidenceRun[], key: string): ModelSplit | NotEnoughData {
  const groups = Map.groupBy(runs.keys(), run => runs[run].family)
  const families = [...groups.keys()].toSorted()
  const models = (members: readonly number[]) => respondentsOf(members.map(run => runs[run])).length
  const all = models([...runs.keys()])
  if (all < leastModels) return tooFew('models', all, leastModels)
  if (families.length < 2) return tooFew('families of models', families.length, 2)
  const foldWithout = (left: readonly string[]): Fold => ({
    selection: [...runs.keys()].filter(run => !left.includes(runs[run].family)),
    validation: [...runs.keys()].filter(run => left.includes(runs[run].family)),
  })
  const order = keyedRandom({ seed: 0, probe: 'suggestion', condition: 'families', item: key }).permutation(
    families.length,
  )
  const held: string[] = []
  for (const at of order) {
    const { selection, validation } = foldWithout(held)
    if (models(validation) >= leastModels && models(validation) >= models(selection)) break
    held.push(families[at])
  }
  const fold = foldWithout(held)
  if (models(fold.selection) >= leastModels && models(fold.validation) >= leastModels)
    return { kind: 'held-out-families', folds: [fold] }
  return { kind: 'leave-one-family-out', folds: families.map(family => foldWithout([family])) }
}
