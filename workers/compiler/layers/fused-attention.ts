import type { Value } from '#workers/onnx/graph-builder'
import type { DecoderShape, DecoderStep } from '../language-models/language-model'
import type { Module } from '../module'
import { linear } from './linear'

/** Attention, of the rows that the step wants, whose queries, keys and values are one projection, head by head: query_key_value, dense. */
export function fusedAttention(
  m: Module,
  layer: number,
  x: Value,
  { width, heads, headWidth }: DecoderShape,
  step: DecoderStep,
): Value {
  const fused = linear(m.at('query_key_value'), x, { from: width, to: 3 * width, bias: true })
  // [rows, heads * 3 * headWidth] -> [rows, heads, 3, headWidth]
  const byHead = m.reshape(fused, [-1, heads, 3, headWidth])
  const part = (index: number) =>
    m.reshape(m.op('Gather', [byHead, m.graph.int64([index], [])], { axis: 2 }), [-1, width])
  const attended = step.attend(m, { layer, query: part(0), key: part(1), value: part(2), window: null })
  const wanted = step.wanted?.(m, attended) ?? attended
  return linear(m.at('dense'), wanted, { from: width, to: width, bias: true })
}
