import type { Value } from '#workers/onnx/graph-builder'
import type { DecoderShape, DecoderStep } from '../language-models/language-model'
import type { Module } from '../module'
import { activation } from './activation'
import { fusedAttention } from './fused-attention'
import { linear } from './linear'
import { type Norm, norm } from './norm'

export interface BloomLayerConfig {
  readonly shape: DecoderShape
  readonly norm: Norm
  /** What is added to is what the norm left, not what entered it. */
  readonly normedResidual: boolean
}

/** h + attention(norm(h)), then h + mlp(norm(h)), with biases everywhere and an MLP four times as wide. */
export function bloomLayer(
  m: Module,
  layer: number,
  hidden: Value,
  { shape, norm: layerNorm, normedResidual }: BloomLayerConfig,
  step: DecoderStep,
): Value {
  const normed = norm(m.at('input_layernorm'), hidden, layerNorm)
  const attended = fusedAttention(m.at('self_attention'), layer, normed, shape, step)
  const residual = normedResidual ? normed : hidden
  const added = m.add(step.wanted?.(m, residual) ?? residual, attended)
  const inner = norm(m.at('post_attention_layernorm'), added, layerNorm)
  return m.add(normedResidual ? inner : added, bloomMlp(m.at('mlp'), inner, shape.width))
}

function bloomMlp(m: Module, x: Value, width: number): Value {
  const wide = linear(m.at('dense_h_to_4h'), x, { from: width, to: 4 * width, bias: true })
  return linear(m.at('dense_4h_to_h'), activation(m, 'gelu_new', wide), {
    from: 4 * width,
    to: width,
    bias: true,
  })
}
