import { editionHash } from '../../benchmarks/edition'
import { isNotEnough, type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import type { Interval } from '../../statistics/intervals'
import {
  type AnswerReview,
  type Criterion,
  judgeAnswerable,
  judgeDiscrimination,
  judgeHarder,
  judgeLabels,
  judgeOrder,
  judgeVisual,
  type LabelReview,
  verdictOf,
} from './acceptance'
import { adjustCampaign, type TriedSet } from './campaign'
import { ratioOver } from './corrected-mean'
import { type HeldOutDifference, heldOutDifference } from './held-out-difference'
import { type ModelSplit, splitByFamily } from './model-split'
import { orderBand } from './order-band'
import { orderReversals, type Reversal } from './order-reversals'
import { type Band, randomBand } from './random-band'
import { randomSubsets } from './random-subsets'
import { type ComparedFigure, type SetFigures, setFigures, type TriedUnits } from './set-figures'
import type { ValidationScores } from './validation-scores'

/**
 * How a suggested set does on checkpoints of families that had no part in choosing it. What it did to those that chose
 * it is in no field: selected for being hard, a set always looks harder there than it is (measurement 4.6).
 */
export interface Validation {
  readonly kind: 'validated'
  readonly split: ModelSplit['kind']
  /** Families and checkpoints it was tried on. */
  readonly families: readonly string[]
  readonly checkpoints: number
  /** Units of the set; of the first fold where they differ. */
  readonly units: number
  readonly set: SetFigures
  readonly source: SetFigures
  /** Over 200 random subsets of the source of the same size and categories. */
  readonly random: Readonly<Record<ComparedFigure, Band | null>>
  readonly harder: HeldOutDifference & { readonly adjustedP: number }
  readonly visual: HeldOutDifference | null
  readonly orderBand: Interval | null
  readonly reversals: readonly Reversal[]
  readonly criteria: readonly Criterion[]
  readonly verdict: 'accepted' | 'rejected' | 'pending'
  /** To be logged with the campaign. */
  readonly tried: TriedSet
}

export interface ValidationRequest {
  readonly scores: ValidationScores
  /** Chooses units by what these runs (places) say; called once per fold, never with a run it is validated on. */
  readonly select: (runs: readonly number[]) => readonly number[]
  /** Names the benchmark edition and the split. */
  readonly key: string
  /** Sets tried before in this campaign. */
  readonly tried?: readonly TriedSet[]
  /** Outside scores of every run, higher is better; only used where all have one. */
  readonly outside?: readonly number[]
  readonly answerReview?: AnswerReview
  readonly labelReview?: LabelReview
}

const subsets = 200

/** Validates what `select` chooses on families that had no part in it. */
export function validateSuggestion(request: ValidationRequest): Validation | NotEnoughData {
  const { scores, select, key } = request
  const split = splitByFamily(scores.runs, key)
  if (isNotEnough(split)) return split
  const chosen = split.folds.map(({ selection, validation }) => ({
    runs: validation,
    units: Int32Array.from(select(selection)),
  }))
  if (chosen.some(({ units }) => units.length === 0)) return tooFew('suggested units', 0, 1)
  return compare(request, split, chosen)
}

function compare(
  request: ValidationRequest,
  split: ModelSplit,
  chosen: readonly TriedUnits[],
): Validation | NotEnoughData {
  const { scores, key, outside } = request
  const { plain, blind, floors, cluster, categories } = scores
  const runs = chosen.flatMap(one => one.runs)
  const everything = Int32Array.from(categories.keys())
  const plainOf = (run: number) => ({ values: plain[run], from: floors, floors, cluster })
  const gapOf = (run: number) => ({ values: plain[run], from: blind[run], floors, cluster })
  const rankings = {
    source: runs.map(run => ratioOver(plainOf(run), everything).mean),
    ...(outside ? { outside: runs.map(run => outside[run]) } : {}),
  }
  const harder = heldOutDifference(scores, chosen, plainOf)
  if (!harder) return tooFew('answers of checkpoints that did not choose', 0, 1)
  const visual = heldOutDifference(scores, chosen, gapOf)
  const set = setFigures(scores, chosen, rankings)
  const source = setFigures(scores, [{ runs, units: everything }], rankings)
  const drawn = chosen.map(({ units }, fold) => randomSubsets(units, categories, subsets, `${key}/${fold}`))
  const random = randomBand(
    Array.from({ length: subsets }, (_, subset) =>
      setFigures(
        scores,
        chosen.map((one, fold) => ({ runs: one.runs, units: drawn[fold][subset] })),
        rankings,
      ),
    ),
  )
  const tried = { set: nameOf(chosen), p: harder.pBelow }
  const adjustedP =
    adjustCampaign([...(request.tried ?? []), tried]).find(one => one.set === tried.set)?.p ?? 1
  const criteria = [
    judgeHarder(harder, adjustedP, set, random.corrected),
    judgeDiscrimination(set, random.spread),
    judgeVisual(visual, set, source),
    judgeOrder(set, random.order),
    judgeAnswerable(request.answerReview),
    judgeLabels(request.labelReview),
  ]
  return {
    kind: 'validated',
    split: split.kind,
    families: [...new Set(runs.map(run => scores.runs[run].family))].toSorted(),
    checkpoints: runs.length,
    units: chosen[0].units.length,
    set,
    source,
    random,
    harder: { ...harder, adjustedP },
    visual,
    orderBand: orderBand(scores, chosen, key),
    reversals: orderReversals(scores, chosen),
    criteria,
    verdict: verdictOf(criteria),
    tried,
  }
}

function nameOf(chosen: readonly TriedUnits[]): string {
  return editionHash(chosen.map(({ units }) => units.toSorted().join(',')))
}
