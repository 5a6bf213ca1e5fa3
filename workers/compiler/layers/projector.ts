import type { Value } from '#workers/onnx/graph-builder'
import type { Module } from '../module'
import { activation } from './activation'
import { linear } from './linear'

export interface ProjectorConfig {
  readonly from: number
  readonly to: number
  readonly activation: string
  readonly bias: boolean
}

/** linear_2(act(linear_1(features))): from the tower's width to the language model's. */
export function projector(m: Module, features: Value, config: ProjectorConfig): Value {
  const { from, to, bias } = config
  const inner = activation(m, config.activation, linear(m.at('linear_1'), features, { from, to, bias }))
  return linear(m.at('linear_2'), inner, { from: to, to, bias })
}
