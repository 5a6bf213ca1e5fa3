import type { Value } from '#workers/onnx/graph-builder'
import type { Module } from '../module'
import { activation } from './activation'
import { linear } from './linear'

export interface MlpConfig {
  readonly width: number
  readonly inner: number
  readonly activation: string
}

/** fc2(act(fc1(x))), both with a bias. @param x [rows, width]. */
export function mlp(m: Module, x: Value, { width, inner, activation: act }: MlpConfig): Value {
  const wide = linear(m.at('fc1'), x, { from: width, to: inner, bias: true })
  return linear(m.at('fc2'), activation(m, act, wide), { from: inner, to: width, bias: true })
}
