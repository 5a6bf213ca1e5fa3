import { Refusal } from '#lib/domain/refusal'
import type { CompiledCheckpoint } from './families/family'
import type { LanguageModel } from './language-models/language-model'
import { visualFeatures } from './layers/visual-features'
import type { LlavaConfig } from './llava-config'
import { depthOf, type VisionTower } from './towers/vision-tower'

const root = 'vision_tower.'

/** The tower up to the feature layers and the projector, which all LLaVA families share. @throws Refusal `bad-config`. */
export function authorVision(
  config: LlavaConfig,
  tower: VisionTower,
  language: LanguageModel,
): Pick<CompiledCheckpoint, 'author' | 'leftAside'> {
  const depths = featureDepths(config, tower)
  return {
    author: (top, pixels) =>
      visualFeatures(top, pixels, {
        tower,
        depths,
        dropFirst: config.vision_feature_select_strategy === 'default',
        projector: {
          to: language.shape.width,
          activation: config.projector_hidden_act,
          bias: config.multimodal_projector_bias,
        },
      }),
    leftAside: name => name.startsWith(root) && tower.leftAside(name.slice(root.length), Math.max(...depths)),
  }
}

/** Layers of the tower to run for each feature layer of the config. */
function featureDepths(config: LlavaConfig, { shape: { layers } }: VisionTower): number[] {
  return [config.vision_feature_layer].flat().map(layer => {
    const depth = depthOf(layer, layers)
    if (depth !== null) return depth
    throw new Refusal(
      'bad-config',
      `config.json: vision_feature_layer ${layer} of a tower with ${layers} layers`,
    )
  })
}
