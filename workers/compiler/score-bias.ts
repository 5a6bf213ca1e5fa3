import type { Value } from '#workers/onnx/graph-builder'
import type { LanguageModel } from './language-models/language-model'
import type { Module } from './module'

/** Added to the scores of what a window hides; exp of it is 0 in every precision. */
const hidden = -1e4

/**
 * What is added to the attention scores of S new tokens after P earlier ones, [1, 1 or heads, S, P + S]: a head's slope
 * times the key's position (ALiBi), and a bar before the window. Empty where there is nothing to add.
 * @param query [B, S, …]; @param past [B, keyValueHeads, P, headWidth].
 */
export function scoreBias(
  m: Module,
  { alibi, shape }: LanguageModel,
  { window, query, past }: { window: number | null; query: Value; past: Value },
): Value {
  // A window that no sequence outgrows hides nothing.
  const bars = window !== null && window < shape.maxPositions ? window : null
  if (bars === null && !alibi) return ''
  return m.once(`bias.${bars}`, () => {
    const range = (start: Value, end: Value) => m.op('Range', [start, end, m.graph.int64([1], [])])
    const size = (x: Value, axis: number) =>
      m.op('Squeeze', [m.op('Shape', [x], { start: axis, end: axis + 1 })])
    const before = size(past, 2)
    const total = m.add(before, size(query, 1))
    const queries = m.op('Unsqueeze', [range(before, total), m.graph.int64([1])])
    const keys = range(m.graph.int64([0], []), total)
    const zeros = m.op('Mul', [asFloat(m, m.op('Sub', [keys, queries])), float(m, 0)])
    const barred = bars === null ? zeros : windowed(m, queries, keys, bars)
    if (!alibi) return m.op('Unsqueeze', [barred, m.graph.int64([0, 1])])
    const slopes = m.constant('alibi', alibi, [1, shape.heads, 1, 1])
    return m.add(m.op('Mul', [slopes, asFloat(m, keys)]), barred)
  })
}

/** [S, T] with `hidden` where a key stands `window` or more before the query. */
function windowed(m: Module, queries: Value, keys: Value, window: number): Value {
  const first = m.op('Sub', [queries, m.graph.int64([window])])
  return m.op('Where', [m.op('Greater', [keys, first]), float(m, 0), float(m, hidden)])
}

function asFloat(m: Module, x: Value): Value {
  return m.narrow(m.op('Cast', [x], { to: 1 }))
}

function float(m: Module, value: number): Value {
  return m.constant(`float:${value}:scalar`, Float32Array.of(value), [])
}
