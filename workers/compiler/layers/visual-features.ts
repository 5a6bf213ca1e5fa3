import type { Value } from '#workers/onnx/graph-builder'
import type { Module } from '../module'
import type { VisionTower } from '../towers/vision-tower'
import { type ProjectorConfig, projector } from './projector'

export interface VisualFeaturesConfig {
  readonly tower: VisionTower
  /** Layers of the tower to run; the streams after them stand side by side. */
  readonly depths: readonly number[]
  /** Whether the first token stays out (`vision_feature_select_strategy` of `default`). */
  readonly dropFirst: boolean
  readonly projector: Omit<ProjectorConfig, 'from'>
}

/** One tile through `vision_tower` and `multi_modal_projector`: [tokens, text width]. */
export function visualFeatures(top: Module, pixels: Value, config: VisualFeaturesConfig): Value {
  const { tower, depths, dropFirst } = config
  const states = tower.author(top.at('vision_tower'), pixels, depths)
  const kept = states.map(state => (dropFirst ? withoutFirst(top, state) : state))
  const features = kept.length === 1 ? (kept[0] ?? '') : top.op('Concat', kept, { axis: 1 })
  const from = tower.shape.width * depths.length
  return projector(top.at('multi_modal_projector'), features, { ...config.projector, from })
}

function withoutFirst(m: Module, state: Value): Value {
  return m.op('Slice', [state, m.graph.int64([1]), m.graph.int64([2 ** 31]), m.graph.int64([0])])
}
