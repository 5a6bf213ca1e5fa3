import type { CheckpointShape } from '#lib/domain/checkpoint'
import type { Value } from '#workers/onnx/graph-builder'
import type { EncoderLayerConfig } from '../layers/encoder-layer'
import type { Module } from '../module'

/** A vision transformer, read from its part of config.json. Hidden states are [tokens, width], a class token first. */
export interface VisionTower {
  readonly shape: CheckpointShape['vision']
  /** Patches per side of the square input. */
  readonly grid: number
  readonly classToken: boolean
  /** What every layer is. */
  readonly layer: EncoderLayerConfig
  /**
   * The streams after `depths` layers, in that order: 0 is what enters the first layer. Layers above the deepest are
   * neither built nor loaded. @param pixels [1, 3, imageSize, imageSize].
   */
  author(m: Module, pixels: Value, depths: readonly number[]): Value[]
  /** Whether a tensor (its path in the tower) belongs to nothing that `author` to that depth needs. */
  leftAside(path: string, deepest: number): boolean
}

/** Reads the part of config.json that describes a vision tower. */
export interface VisionTowerReader {
  readonly modelType: string
  /** @param inside the key of config.json that `config` is. @throws Refusal `bad-config`. */
  read(config: unknown, inside?: string): VisionTower
}

/** Layers to run for `hidden_states[layer]`, -1 being the output of the last; null where there is no such layer. */
export function depthOf(layer: number, layers: number): number | null {
  const depth = layer < 0 ? layers + 1 + layer : layer
  return depth < 0 || depth > layers ? null : depth
}

/** Whether a tensor, by its path in the tower, is of a layer that `author` to that depth does not build. */
export function isLaterLayer(path: string, deepest: number): boolean {
  const layer = /^encoder\.layers\.(\d+)\./.exec(path)?.[1]
  return layer !== undefined && Number(layer) >= deepest
}
