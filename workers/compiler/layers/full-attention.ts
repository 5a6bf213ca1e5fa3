import type { Value } from '#workers/onnx/graph-builder'
import type { Module } from '../module'
import { causalBias } from '../score-bias'
import { spelledOut } from './causal-attention'
import { byHead, productAttention } from './product-attention'

export interface FullAttention {
  /** Projections, each [B, its tokens, width]. */
  readonly query: Value
  readonly key: Value
  readonly value: Value
  readonly width: number
  readonly heads: number
  /** Whether a token sees only itself and those before it. */
  readonly causal: boolean
}

/** Every token sees every token. Scale 1 / sqrt(headWidth). Returns [B, query's tokens, width]. */
export function fullAttention(m: Module, { query, key, value, width, heads, causal }: FullAttention): Value {
  if (!spelledOut(m.dialect)) {
    const attributes = { num_heads: heads, unidirectional: causal ? 1 : 0 }
    return m.op('MultiHeadAttention', [query, key, value], attributes, 'com.microsoft')
  }
  const headWidth = width / heads
  return productAttention(m, {
    query,
    key: byHead(m, key, heads, headWidth),
    value: byHead(m, value, heads, headWidth),
    heads,
    keyValueHeads: heads,
    headWidth,
    bias: causal ? causalBias(m, query) : '',
  })
}
