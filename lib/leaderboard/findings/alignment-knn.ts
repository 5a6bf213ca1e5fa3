import type { Estimate } from '../../domain/cell'
import { isNotEnough, type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import { estimateRatio, type RatioWithMethod } from '../../statistics/estimate-ratio'
import { estimateMean } from '../../statistics/intervals'
import { flatDesign } from '../../statistics/stratified-mean'
import { correctEstimate } from '../chance-correction'
import type { AlignmentRows } from '../profile/alignment-part'
import { type PairedChange, pairedChange } from './paired-change'
import { aboveFloor, commonUnits } from './unit-scores'

/** Overlap of neighbourhoods with one language model's, above chance (measurement 1.7b). */
export interface AlignmentWith {
  readonly languageModel: string
  /** (m - chance) / (1 - chance). */
  readonly encoder: Estimate
  readonly checkpoint: Estimate
  /** The checkpoint's overlap less its encoder's, row by row. */
  readonly change: PairedChange
  /** The checkpoint's corrected overlap over its encoder's. */
  readonly preserved: RatioWithMethod | NotEnoughData
}

export interface AlignmentFinding {
  readonly benchmark: string
  readonly chance: number
  /** Rows share neighbours, so that errors over rows are too small by an unknown amount. */
  readonly approximate: true
  readonly languageModels: readonly (AlignmentWith | (NotEnoughData & { readonly languageModel: string }))[]
}

export function findAlignment({
  benchmark,
  edition,
  chance,
  languageModels,
}: AlignmentRows): AlignmentFinding {
  return {
    benchmark,
    chance,
    approximate: true,
    languageModels: languageModels.map(({ name, encoder, checkpoint }) => {
      const floors = new Float64Array(encoder.length).fill(chance)
      const rows = { design: flatDesign(encoder.length), floors }
      const common = commonUnits(rows, [checkpoint, encoder])
      if (common.design.clusters < 2)
        return { languageModel: name, ...tooFew('rows measured', common.design.clusters, 2) }
      const [own, seen] = common.vectors
      const change = pairedChange(common, own, seen)
      if (isNotEnough(change)) return { languageModel: name, ...change }
      const corrected = (overlap: Float64Array) =>
        correctEstimate(estimateMean(overlap, common.design), chance)
      return {
        languageModel: name,
        encoder: corrected(seen),
        checkpoint: corrected(own),
        change,
        preserved: estimateRatio(
          aboveFloor(own, common.floors),
          aboveFloor(seen, common.floors),
          common.design,
          `${benchmark}/${edition}`,
        ),
      }
    }),
  }
}
