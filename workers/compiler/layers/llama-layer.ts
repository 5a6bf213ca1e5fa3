import type { Value } from '#workers/onnx/graph-builder'
import type { DecoderShape, DecoderStep } from '../language-models/language-model'
import type { Module } from '../module'
import { type GatedMlpConfig, gatedMlp } from './gated-mlp'
import { type Norm, norm } from './norm'
import { type SelfAttentionConfig, selfAttention } from './self-attention'

export interface LlamaLayerConfig {
  readonly shape: DecoderShape
  readonly norm: Norm
  readonly attention: SelfAttentionConfig
  readonly mlp: GatedMlpConfig
}

/** h + attention(norm(h)), then h + mlp(norm(h)): the layer of Llama and its descendants. */
export function llamaLayer(
  m: Module,
  layer: number,
  hidden: Value,
  config: LlamaLayerConfig,
  step: DecoderStep,
): Value {
  const { shape, attention, mlp } = config
  const normed = norm(m.at('input_layernorm'), hidden, config.norm)
  const attended = selfAttention(m.at('self_attn'), layer, normed, shape, attention, step)
  const added = m.add(step.wanted?.(m, hidden) ?? hidden, attended)
  const inner = norm(m.at('post_attention_layernorm'), added, config.norm)
  return m.add(added, gatedMlp(m.at('mlp'), inner, mlp))
}
