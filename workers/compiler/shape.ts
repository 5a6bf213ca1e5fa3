import type { CheckpointShape } from '#lib/domain/checkpoint'
import type { LanguageModel } from './language-models/language-model'
import type { VisionTower } from './towers/vision-tower'

/** What a checkpoint is by its configuration alone. */
export function shapeOf(
  family: string,
  tower: VisionTower,
  { modelType, shape }: LanguageModel,
): Omit<CheckpointShape, 'storedPrecision' | 'parameters' | 'weightBytes'> {
  const { layers, width, heads, keyValueHeads, vocabulary, maxPositions } = shape
  return {
    family,
    vision: tower.shape,
    text: { modelType, layers, width, heads, keyValueHeads, vocabulary, maxPositions },
  }
}
