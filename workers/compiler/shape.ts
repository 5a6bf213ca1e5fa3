import type { CheckpointShape } from '#lib/domain/checkpoint'
import type { LanguageModel } from './language-models/language-model'
import type { VisionTower } from './towers/vision-tower'

/** What a checkpoint is by its configuration alone. */
export function shapeOf(
  family: string,
  tower: VisionTower,
  language: LanguageModel,
): Omit<CheckpointShape, 'storedPrecision' | 'parameters' | 'weightBytes'> {
  return { family, vision: tower.shape, text: textShapeOf(language) }
}

export function textShapeOf({ modelType, shape }: LanguageModel): CheckpointShape['text'] {
  const { layers, width, heads, keyValueHeads, vocabulary, maxPositions } = shape
  return { modelType, layers, width, heads, keyValueHeads, vocabulary, maxPositions }
}
