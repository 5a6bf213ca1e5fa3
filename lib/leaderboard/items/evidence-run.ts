import type { Cell } from '../../domain/cell'
import type { ItemRecord } from '../../domain/item'
import { occlusion } from '../../probes/occlusion'
import { optionRotation, optionTurn } from '../../probes/option-rotation'
import { permutation } from '../../probes/permutation'
import { referenceProbe } from '../../probes/reference'
import { answerCode } from './answer-code'
import type { AnsweredCondition, EvidenceRole, EvidenceRun } from './evidence'

/** What was read out of the answers of a cell, one per item, `null` where nothing was: an option's label, or words. */
export type ReadAnswers = (cell: Cell) => readonly (string | null)[] | undefined

/** Log-probabilities of the option labels [items × places] of a cell; NaN where unknown. */
export type PlaceLogProbs = (cell: Cell) => Float32Array | undefined

/** The controls that are evidence, by the name they have in the reference probe. */
const controls: Readonly<Record<string, EvidenceRole>> = {
  reference: 'reference',
  'no-image': 'no-image',
  'wrong-image': 'wrong-image',
  backbone: 'backbone',
}
/** The most salient 70 % of the patches (measurement 4.1). */
const occludedCondition = 'salient/0.7'

/**
 * A stored run as evidence about the items of one of its benchmarks: the cells that say something, with what was chosen.
 * @param cells scores in the order of `items`.
 */
export function evidenceRun(of: {
  readonly run: Pick<EvidenceRun, 'checkpoint' | 'family' | 'size' | 'reproducedTokens'>
  readonly items: readonly ItemRecord[]
  readonly cells: readonly Cell[]
  readonly answers: ReadAnswers
  readonly placeLogProbs?: PlaceLogProbs
}): EvidenceRun {
  const conditions = of.cells.flatMap((cell): AnsweredCondition[] => {
    const role = roleOf(cell)
    if (role === null) return []
    const turn = optionTurn(cell.probe, cell.condition)
    const read = of.answers(cell)
    const logs = of.placeLogProbs?.(cell)
    return [
      {
        role,
        turn,
        scores: cell.scores,
        ...(read
          ? {
              answers: Int32Array.from(of.items, ({ options }, item) =>
                answerCode(read[item] ?? null, options, turn),
              ),
            }
          : {}),
        ...(logs ? { placeLogProbs: logs } : {}),
      },
    ]
  })
  return { ...of.run, conditions }
}

/** What a condition is evidence of; null where it says nothing about single items. */
function roleOf({ probe, condition }: Pick<Cell, 'probe' | 'condition'>): EvidenceRole | null {
  if (probe === referenceProbe.id) return controls[condition] ?? null
  if (probe === permutation.id) return /^seed-\d+$/.test(condition) ? 'permuted' : null
  if (probe === occlusion.id) return condition === occludedCondition ? 'occluded' : null
  return probe === optionRotation.id ? 'rotated' : null
}
