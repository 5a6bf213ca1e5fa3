import type { Value } from '#workers/onnx/graph-builder'
import type { Module } from '../module'
import { clipLayerNames, type EncoderLayerConfig } from './encoder-layer'
import { linear } from './linear'
import { norm } from './norm'
import { tokenRow } from './token-rows'

/**
 * What the class token attends to in a layer: softmax(q k^T / sqrt(headWidth)) of row 0, over all tokens, without the
 * columns of the first `special` ones. What the layer itself computes of this is not computed twice: the runtime merges
 * equal operators. @param m the layer. @param entering [tokens, width], the stream that enters it.
 * Returns [heads, tokens - special].
 */
export function classAttention(
  m: Module,
  entering: Value,
  { width, heads, epsilon, biasIn = true, names = clipLayerNames }: EncoderLayerConfig,
  special: number,
): Value {
  const headWidth = width / heads
  const normed = norm(m.at(names.normBefore), entering, { kind: 'layer', width, epsilon })
  const attention = m.at(names.attention)
  const square = { from: width, to: width, bias: biasIn }
  const query = m.reshape(linear(attention.at('q_proj'), tokenRow(m, normed, 0), square), [
    heads,
    1,
    headWidth,
  ])
  const key = m.reshape(linear(attention.at('k_proj'), normed, square), [-1, heads, headWidth])
  // [tokens, heads, headWidth] -> [heads, headWidth, tokens]
  const scores = m.op('MatMul', [query, m.op('Transpose', [key], { perm: [1, 2, 0] })])
  const scale = m.constant(`float:${headWidth ** -0.5}:scalar`, Float32Array.of(headWidth ** -0.5), [])
  const shares = m.op('Softmax', [m.op('Mul', [scores, scale])], { axis: -1 })
  const bounds = [special, 2 ** 31].map(bound => m.graph.int64([bound]))
  return m.op('Slice', [m.reshape(shares, [heads, -1]), ...bounds, m.graph.int64([1])])
}
