import type { Value } from '#workers/onnx/graph-builder'
import type { Module } from '../module'

export interface ProductAttention {
  /** [B, S, heads * headWidth] */
  readonly query: Value
  /** [B, keyValueHeads, T, headWidth] */
  readonly key: Value
  readonly value: Value
  readonly heads: number
  readonly keyValueHeads: number
  readonly headWidth: number
  /** What is added to the scores, broadcast to [1, heads, S, T]; empty: nothing. */
  readonly bias: Value
}

/**
 * softmax(q k^T / sqrt(headWidth) + bias) v from nothing but matrix products, for where the attention operators cannot be trusted:
 * WebGPU's are wrong from 32 queries on where subgroups are narrow. Scores take heads * S * T numbers. Returns [B, S, heads * headWidth].
 */
export function productAttention(m: Module, attention: ProductAttention): Value {
  const { query, key, value, heads, keyValueHeads, headWidth, bias } = attention
  const scale = m.constant(`scale:${headWidth}`, Float32Array.of(headWidth ** -0.5), [])
  // Queries that share a key lie below one another: [B, heads, S, headWidth] as [B, keyValueHeads, group * S, headWidth].
  const grouped = m.reshape(byHead(m, m.op('Mul', [query, scale]), heads, headWidth), [
    0,
    keyValueHeads,
    -1,
    headWidth,
  ])
  const products = m.op('MatMul', [grouped, m.op('Transpose', [key], { perm: [0, 1, 3, 2] })])
  const scores = m.reshape(products, [0, heads, -1, 0])
  const weights = m.op('Softmax', [bias === '' ? scores : m.add(scores, bias)], { axis: -1 })
  const sums = m.op('MatMul', [m.reshape(weights, [0, keyValueHeads, -1, 0]), value])
  const together = m.op('Transpose', [m.reshape(sums, [0, heads, -1, 0])], { perm: [0, 2, 1, 3] })
  return m.reshape(together, [0, 0, heads * headWidth])
}

/** [B, S, heads * headWidth] as [B, heads, S, headWidth]. */
export function byHead(m: Module, x: Value, heads: number, headWidth: number): Value {
  return m.op('Transpose', [m.reshape(x, [0, 0, heads, headWidth])], { perm: [0, 2, 1, 3] })
}
