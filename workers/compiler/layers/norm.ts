import type { Value } from '#workers/onnx/graph-builder'
import type { Module } from '../module'

/** Normalisation over the last axis. */
export type Norm =
  | { readonly kind: 'layer'; readonly width: number; readonly epsilon: number; readonly affine?: false }
  /** `offset` is added to the stored weight: Gemma stores it less one. */
  | { readonly kind: 'rms'; readonly width: number; readonly epsilon: number; readonly offset?: number }

export function norm(m: Module, x: Value, config: Norm): Value {
  const { width, epsilon } = config
  const attributes = { axis: -1, epsilon: { float: epsilon } }
  if (config.kind === 'layer') {
    if (config.affine === false) return m.op('LayerNormalization', [x, ones(m, width)], attributes)
    return m.op('LayerNormalization', [x, m.weight('weight', [width]), m.weight('bias', [width])], attributes)
  }
  const stored = m.weight('weight', [width])
  const scale = config.offset ? m.add(stored, scalar(m, config.offset)) : stored
  return m.op('RMSNormalization', [x, scale], attributes)
}

function ones(m: Module, width: number): Value {
  return m.constant(`ones:${width}`, new Float32Array(width).fill(1), [width])
}

function scalar(m: Module, value: number): Value {
  return m.constant(`float:${value}`, Float32Array.of(value), [1])
}
