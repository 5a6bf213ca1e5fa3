import { z } from 'zod'
import { count, layerCount, normEpsilon, or } from '../config-values'
import { gridOf } from '../layers/patch-embedding'
import { parseConfig } from '../parse-config'
import type { VisionTower } from './vision-tower'

export interface TowerDefaults {
  readonly modelType: string
  readonly patchSize: number
  readonly activation: string
  readonly epsilon: number
}

export type TowerConfig = Pick<VisionTower, 'shape' | 'grid' | 'layer'>

/** The keys of config.json that CLIP's and SigLIP's vision transformers share. @throws Refusal `bad-config`. */
export function readTowerConfig(defaults: TowerDefaults, json: unknown, inside?: string): TowerConfig {
  const schema = z.looseObject({
    hidden_size: or(count, 768),
    intermediate_size: or(count, 3072),
    num_hidden_layers: or(layerCount, 12),
    num_attention_heads: or(count, 12),
    image_size: or(count, 224),
    patch_size: or(count, defaults.patchSize),
    hidden_act: or(z.string(), defaults.activation),
    layer_norm_eps: or(normEpsilon, defaults.epsilon),
  })
  const config = parseConfig('config.json', schema, json, inside)
  const { hidden_size: width, num_attention_heads: heads } = config
  const shape = {
    modelType: defaults.modelType,
    layers: config.num_hidden_layers,
    width,
    heads,
    imageSize: config.image_size,
    patchSize: config.patch_size,
  }
  const layer = {
    width,
    inner: config.intermediate_size,
    heads,
    activation: config.hidden_act,
    epsilon: config.layer_norm_eps,
  }
  return { shape, grid: gridOf(shape), layer }
}
