import type { Value } from '#workers/onnx/graph-builder'
import type { Attend, DecoderStep, LanguageModel } from './language-models/language-model'
import { causalAttention, spelledOut } from './layers/causal-attention'
import type { Module } from './module'
import { scoreBias } from './score-bias'

/**
 * Keys and values [B, keyValueHeads, tokens, headWidth] of one layer: those of P earlier tokens, empty names where there
 * are none, and the names that those with the new tokens behind them get.
 */
export interface LayerKeyValues {
  readonly pastKey: Value
  readonly pastValue: Value
  readonly key: Value
  readonly value: Value
}

export interface StepParts {
  /** [B, S, width]: the new tokens. */
  readonly entering: Value
  /** cos and sin [B, S, headWidth / 2]; or tables of them [positions, headWidth / 2] and positions [B, S]. Null: none. */
  readonly rotary: readonly Value[] | null
  /** Whether S is 1, so that there is nothing to hide from a query. */
  readonly single: boolean
  keyValues(layer: number): LayerKeyValues
}

/** Attention of new tokens to earlier ones and to themselves, whose keys and values come from the caller. */
export function decoderStep(language: LanguageModel, parts: StepParts): DecoderStep {
  const { heads, keyValueHeads, headWidth } = language.shape
  const { entering, rotary, single } = parts
  return {
    attend(m: Module, { layer, query, key, value, window }: Attend): Value {
      const rotate = (x: Value, count: number) => {
        const split = inBatch(m, entering, x, count * headWidth)
        return rotary ? m.op('RotaryEmbedding', [split, ...rotary], { num_heads: count }) : split
      }
      const { pastKey, pastValue, ...made } = parts.keyValues(layer)
      const output = m.graph.fresh(`attended.${layer}`)
      causalAttention(
        m,
        {
          query: rotate(query, heads),
          key: rotate(key, keyValueHeads),
          value: inBatch(m, entering, value, keyValueHeads * headWidth),
          pastKey,
          pastValue,
          heads,
          keyValueHeads,
          headWidth,
          single,
          bias: scoreBias(m, language, {
            window,
            query: entering,
            past: pastKey,
            causal: spelledOut(m.dialect) && !single,
          }),
        },
        { output, ...made },
      )
      return m.reshape(output, [-1, heads * headWidth])
    },
  }
}

/** x [B * S, width] as [B, S, width], with the B of `like`. */
export function inBatch(m: Module, like: Value, x: Value, width: number): Value {
  const dims = m.once(`batch.${width}`, () =>
    m.op('Concat', [batchOf(m, like), m.graph.int64([-1, width])], { axis: 0 }),
  )
  return m.op('Reshape', [x, dims])
}

/** [1]: the B of x [B, …]. */
export function batchOf(m: Module, x: Value): Value {
  return m.once('batch', () => m.op('Shape', [x], { start: 0, end: 1 }))
}
