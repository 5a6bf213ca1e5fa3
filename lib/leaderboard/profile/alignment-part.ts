import { flatDesign } from '../../statistics/stratified-mean'
import { clip } from '../spatial-area'
import { ineligibility, type MeasuredPart } from './part-recipe'
import type { ResampledUnits } from './resample-units'

/**
 * How much of the neighbourhoods of a language model's texts the images have, row by row, at the layer pair that was
 * chosen on the other half of the rows (measurement 1.7b).
 */
export interface AlignmentRows {
  readonly benchmark: string
  readonly edition: string
  /** Overlap expected of unrelated rows: neighbours over the other rows. */
  readonly chance: number
  readonly languageModels: readonly {
    readonly name: string
    /** Shared neighbours over all neighbours, in [0, 1], one per row; NaN where the row chose the pair. */
    readonly encoder: Float64Array
    readonly checkpoint: Float64Array
  }[]
}

/**
 * P8 against each language model: overlap above chance, the checkpoint's over its encoder's. Rows are resampled with
 * their neighbours as they are, for drawing a row twice would make it its own neighbour: approximate, as rows share
 * neighbours.
 */
export function alignmentParts({ edition, chance, languageModels }: AlignmentRows): MeasuredPart[] {
  return languageModels.map(({ name, encoder, checkpoint }): MeasuredPart => {
    const floors = new Float64Array(encoder.length).fill(chance)
    const reason = ineligibility({ design: flatDesign(encoder.length), floors }, encoder, [checkpoint])
    if (reason !== null) return { id: 'P8', part: name, reason }
    return {
      id: 'P8',
      part: name,
      scope: edition,
      vectors: [checkpoint, encoder].map(rows => rows.map(overlap => overlap - chance)),
      formula: ([above, below]) => (below > 0 ? clip(above / below) : Number.NaN),
    }
  })
}

/** The rows as what is resampled. @param vectors those of the parts. */
export function alignmentUnits(
  { benchmark, edition, languageModels }: AlignmentRows,
  vectors: readonly Float64Array[],
): ResampledUnits {
  const rows = languageModels[0]?.encoder.length ?? 0
  return { key: `${benchmark}/${edition}`, design: flatDesign(rows), vectors }
}
