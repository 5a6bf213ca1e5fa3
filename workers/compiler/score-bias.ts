import type { Value } from '#workers/onnx/graph-builder'
import { dataTypes } from '#workers/onnx/messages'
import type { LanguageModel } from './language-models/language-model'
import type { Module } from './module'

/** Added to the scores of what is hidden; exp of it is 0 in every precision, and fp16 has it. */
const hidden = -1e4

export interface Bar {
  /** [B, S, …] */
  readonly query: Value
  /** [B, keyValueHeads, P, headWidth]; empty: P is 0. */
  readonly past: Value
  /** Keys a query sees, itself included; null: no end to it. */
  readonly window: number | null
  /** Whether keys behind the query must be hidden here, since the attention does not do so by itself. */
  readonly causal: boolean
}

/**
 * What is added to the attention scores of S new tokens after P earlier ones, [1, 1 or heads, S, P + S]: a head's slope
 * times the key's position (ALiBi), and bars before the window and behind the query. Empty where there is nothing to add.
 */
export function scoreBias(m: Module, { alibi, shape }: LanguageModel, bar: Bar): Value {
  // A window that no sequence outgrows hides nothing.
  const window = bar.window !== null && bar.window < shape.maxPositions ? bar.window : null
  if (window === null && !alibi && !bar.causal) return ''
  return m.once(`bias.${window}`, () => {
    const { keys, distance } = places(m, bar)
    const barred = barsOf(m, distance, { ...bar, window })
    if (!alibi) return m.narrow(m.op('Unsqueeze', [barred, m.graph.int64([0, 1])]))
    const slopes = m.graph.floats('alibi', alibi, [1, shape.heads, 1, 1])
    return m.narrow(m.add(m.op('Mul', [slopes, asFloat(m, keys)]), barred))
  })
}

/** [S, S], hiding what stands behind the query. @param query [B, S, …]. */
export function causalBias(m: Module, query: Value): Value {
  return m.once('bias.causal', () => {
    const { distance } = places(m, { query, past: '' })
    return m.narrow(barsOf(m, distance, { window: null, causal: true }))
  })
}

/** Positions of the keys, [P + S], and how far each stands before the query, [S, P + S]. */
function places(m: Module, { query, past }: Pick<Bar, 'query' | 'past'>) {
  const range = (start: Value, end: Value) => m.op('Range', [start, end, m.graph.int64([1], [])])
  const size = (x: Value, axis: number) =>
    m.op('Squeeze', [m.op('Shape', [x], { start: axis, end: axis + 1 })])
  const before = past === '' ? m.graph.int64([0], []) : size(past, 2)
  const total = m.add(before, size(query, 1))
  const queries = m.op('Unsqueeze', [range(before, total), m.graph.int64([1])])
  const keys = range(m.graph.int64([0], []), total)
  return { keys, distance: m.op('Sub', [queries, keys]) }
}

/** [S, T] with `hidden` where a key is not seen, else 0. */
function barsOf(m: Module, distance: Value, { window, causal }: Pick<Bar, 'window' | 'causal'>): Value {
  const least = causal ? [m.op('Greater', [distance, m.graph.int64([-1])])] : []
  const most = window === null ? [] : [m.op('Less', [distance, m.graph.int64([window])])]
  const [first, second] = [...least, ...most]
  if (first === undefined) return m.op('Mul', [asFloat(m, distance), float(m, 0)])
  const seen = second === undefined ? first : m.op('And', [first, second])
  return m.op('Where', [seen, float(m, 0), float(m, hidden)])
}

function asFloat(m: Module, x: Value): Value {
  return m.op('Cast', [x], { to: dataTypes.F32 })
}

function float(m: Module, value: number): Value {
  return m.graph.floats(`float:${value}:scalar`, Float32Array.of(value), [])
}
