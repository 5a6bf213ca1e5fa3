import type { Value } from '#workers/onnx/graph-builder'
import type { Module } from '../module'
import { activation } from './activation'
import { linear } from './linear'

export interface GatedMlpConfig {
  readonly width: number
  readonly inner: number
  readonly activation: string
  readonly bias: boolean
}

/** down(act(gate(x)) * up(x)). */
export function gatedMlp(m: Module, x: Value, config: GatedMlpConfig): Value {
  const { width, inner, bias } = config
  const gate = linear(m.at('gate_proj'), x, { from: width, to: inner, bias })
  const up = linear(m.at('up_proj'), x, { from: width, to: inner, bias })
  const gated = m.op('Mul', [activation(m, config.activation, gate), up])
  return linear(m.at('down_proj'), gated, { from: inner, to: width, bias })
}
