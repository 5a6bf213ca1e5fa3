import type { Value } from '#workers/onnx/graph-builder'
import type { DecoderShape, DecoderStep } from '../language-models/language-model'
import type { Module } from '../module'
import { linear } from './linear'

export interface SelfAttentionConfig {
  readonly biasIn: boolean
  readonly biasOut: boolean
  readonly window: number | null
  /** Queries, keys and values are cut off at plus and minus this. */
  readonly clip?: number | null
}

/** Grouped-query attention of a decoder layer, of the rows that the step wants: q_proj, k_proj, v_proj, o_proj. */
export function selfAttention(
  m: Module,
  layer: number,
  x: Value,
  { width, heads, keyValueHeads, headWidth }: DecoderShape,
  { biasIn, biasOut, window, clip }: SelfAttentionConfig,
  step: DecoderStep,
): Value {
  const project = (part: string, count: number) => {
    const y = linear(m.at(part), x, { from: width, to: count * headWidth, bias: biasIn })
    if (!clip) return y
    const bounds = [-clip, clip].map(bound => m.constant(`float:${bound}:scalar`, Float32Array.of(bound), []))
    return m.op('Clip', [y, ...bounds])
  }
  const attended = step.attend(m, {
    layer,
    query: project('q_proj', heads),
    key: project('k_proj', keyValueHeads),
    value: project('v_proj', keyValueHeads),
    window,
  })
  const wanted = step.wanted?.(m, attended) ?? attended
  return linear(m.at('o_proj'), wanted, { from: heads * headWidth, to: width, bias: biasOut })
}
