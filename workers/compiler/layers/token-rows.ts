import type { Value } from '#workers/onnx/graph-builder'
import type { Module } from '../module'

/** One token of [tokens, width], -1 being the last: [1, width]. */
export function tokenRow(m: Module, tokens: Value, index: number): Value {
  return m.op('Gather', [tokens, m.graph.int64([index])], { axis: 0 })
}

/** The tokens from `first` on. */
export function tokensFrom(m: Module, tokens: Value, first: number): Value {
  return m.op('Slice', [tokens, m.graph.int64([first]), m.graph.int64([2 ** 31]), m.graph.int64([0])])
}

/** The mean of all tokens, [1, width]. */
export function meanToken(m: Module, tokens: Value): Value {
  return m.op('ReduceMean', [tokens, m.graph.int64([0])], { keepdims: 1 })
}
