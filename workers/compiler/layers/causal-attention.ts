import type { GraphBuilder, Value } from '#workers/onnx/graph-builder'
import { computeType, type Dialect } from '../dialect'
import type { Module } from '../module'
import { byHead, productAttention } from './product-attention'

/**
 * Projections [B, S, heads * headWidth] of S new tokens, keys and values [B, keyValueHeads, P, headWidth] of P earlier
 * ones; empty where there are none.
 */
export interface CausalAttention {
  readonly query: Value
  readonly key: Value
  readonly value: Value
  readonly pastKey: Value
  readonly pastValue: Value
  readonly heads: number
  readonly keyValueHeads: number
  readonly headWidth: number
  /** Whether S is 1. */
  readonly single: boolean
  /** What is added to the scores, [1, 1 or heads, S, P + S]; empty: nothing. */
  readonly bias: Value
}

/** Where an attention's results go: `output` [B, S, heads * headWidth], `key` and `value` with the new tokens behind. */
export interface AttentionOutputs {
  readonly output: Value
  readonly key: Value
  readonly value: Value
}

/** Whether attention is authored of matrix products, and its causal mask is to be part of the bias. */
export function spelledOut({ provider }: Dialect): boolean {
  return provider === 'webgpu'
}

/** A query sees the tokens before it and itself. */
export function causalAttention(m: Module, attention: CausalAttention, outputs: AttentionOutputs): void {
  const { bias, single } = attention
  if (spelledOut(m.dialect)) byProducts(m, attention, outputs)
  else if (m.dialect.provider === 'cpu' && bias === '' && !single) chunked(m, attention, outputs)
  else plain(m.graph, attention, outputs)
}

/** ONNX `Attention`, opset 23. A single query sees everything, however a kernel aligns its causal mask. */
function plain(graph: GraphBuilder, attention: CausalAttention, outputs: AttentionOutputs): void {
  const { query, key, value, bias, pastKey, pastValue, heads, keyValueHeads } = attention
  graph.add(
    'Attention',
    [query, key, value, bias, pastKey, pastValue],
    [outputs.output, outputs.key, outputs.value],
    { is_causal: attention.single ? 0 : 1, q_num_heads: heads, kv_num_heads: keyValueHeads },
  )
}

const chunks = 8
/** Fewer tokens than this are not worth cutting up. */
const fewestTokens = 64

/**
 * The CPU kernel computes every score and throws half of them away. Cut into chunks of queries, each with the keys up
 * to its own end as its past, it computes 9/16 of them, bit for bit the same.
 */
function chunked(m: Module, attention: CausalAttention, outputs: AttentionOutputs): void {
  const { graph } = m
  const whole = graph.body(`${m.name}.whole`)
  const cut = graph.body(`${m.name}.cut`)
  const names = (body: GraphBuilder) => ({
    output: body.fresh('output'),
    key: body.fresh('key'),
    value: body.fresh('value'),
  })
  const wholeOutputs = names(whole)
  plain(whole, attention, wholeOutputs)
  const cutOutputs = names(cut)
  authorChunks(cut, attention, chunkSizes(m, attention.query), cutOutputs)
  const type = computeType(m.dialect)
  for (const [body, { output, key, value }] of [
    [whole, wholeOutputs],
    [cut, cutOutputs],
  ] as const) {
    body.output(output, type, ['B', 'S', 'width'])
    for (const cache of [key, value])
      body.output(cache, type, ['B', attention.keyValueHeads, 'T', 'headWidth'])
  }
  graph.add('If', [many(m, attention.query)], [outputs.output, outputs.key, outputs.value], {
    then_branch: { graph: cut.build() },
    else_branch: { graph: whole.build() },
  })
}

function authorChunks(
  graph: GraphBuilder,
  attention: CausalAttention,
  sizes: Value,
  outputs: AttentionOutputs,
): void {
  const split = (x: Value, name: string) => {
    const parts = Array.from({ length: chunks }, (_, chunk) => graph.fresh(`${name}.${chunk}`))
    graph.add('Split', [x, sizes], parts, { axis: 1 })
    return parts
  }
  const queries = split(attention.query, 'query')
  const keys = split(attention.key, 'key')
  const values = split(attention.value, 'value')
  let { pastKey, pastValue } = attention
  const parts = queries.map((query, chunk) => {
    const last = chunk === chunks - 1
    const made = {
      output: graph.fresh(`attended.${chunk}`),
      key: last ? outputs.key : graph.fresh(`keys.${chunk}`),
      value: last ? outputs.value : graph.fresh(`values.${chunk}`),
    }
    plain(
      graph,
      { ...attention, query, key: keys[chunk] ?? '', value: values[chunk] ?? '', pastKey, pastValue },
      made,
    )
    pastKey = made.key
    pastValue = made.value
    return made.output
  })
  graph.add('Concat', parts, [outputs.output], { axis: 1 })
}

/** Whether x [B, S, …] has tokens enough to be cut. */
function many(m: Module, x: Value): Value {
  return m.once('tokens.many', () => {
    const tokens = m.op('Squeeze', [tokensOf(m, x)])
    return m.op('GreaterOrEqual', [tokens, m.graph.int64([fewestTokens], [])])
  })
}

/** Sizes of equal parts of S tokens: floor(S (i + 1) / n) - floor(S i / n). */
function chunkSizes(m: Module, x: Value): Value {
  return m.once('tokens.sizes', () => {
    const bounds = Array.from({ length: chunks + 1 }, (_, bound) => bound)
    const products = m.op('Mul', [tokensOf(m, x), m.graph.int64(bounds)])
    const edges = m.op('Div', [products, m.graph.int64([chunks])])
    const part = (first: number, end: number) =>
      m.op('Slice', [edges, m.graph.int64([first]), m.graph.int64([end])])
    return m.op('Sub', [part(1, chunks + 1), part(0, chunks)])
  })
}

function tokensOf(m: Module, x: Value): Value {
  return m.once('tokens', () => m.op('Shape', [x], { start: 1, end: 2 }))
}

/** The causal mask is in the bias. */
function byProducts(m: Module, attention: CausalAttention, outputs: AttentionOutputs): void {
  const { keyValueHeads, headWidth } = attention
  const append = (past: Value, added: Value, name: Value) => {
    const rows = byHead(m, added, keyValueHeads, headWidth)
    m.graph.add('Concat', past === '' ? [rows] : [past, rows], [name], { axis: 2 })
    return name
  }
  const key = append(attention.pastKey, attention.key, outputs.key)
  const value = append(attention.pastValue, attention.value, outputs.value)
  m.graph.add('Identity', [productAttention(m, { ...attention, key, value })], [outputs.output])
}
