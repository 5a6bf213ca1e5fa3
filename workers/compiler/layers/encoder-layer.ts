import type { Value } from '#workers/onnx/graph-builder'
import type { Module } from '../module'
import { activation } from './activation'
import { linear } from './linear'
import { norm } from './norm'

export interface EncoderLayerConfig {
  readonly width: number
  readonly inner: number
  readonly heads: number
  readonly activation: string
  readonly epsilon: number
}

/**
 * The streams after `depths` of the layers `encoder.layers.i`, in that order; 0 is what enters the first. Nothing above
 * the deepest is authored.
 */
export function encode(
  m: Module,
  entering: Value,
  layer: EncoderLayerConfig,
  depths: readonly number[],
): Value[] {
  const states = [entering]
  let hidden = entering
  for (let index = 0; index < Math.max(...depths); index++) {
    hidden = encoderLayer(m.at(`encoder.layers.${index}`), hidden, layer)
    states.push(hidden)
  }
  return depths.map(depth => {
    const state = states[depth]
    if (state === undefined) throw new Error(`there is no stream after ${depth} layers`)
    return state
  })
}

/** CLIP's and SigLIP's layer: h + attention(LN(h)), then h + fc2(act(fc1(LN(h)))). @param hidden [tokens, width]. */
export function encoderLayer(m: Module, hidden: Value, config: EncoderLayerConfig, causal = false): Value {
  const { width, inner, epsilon } = config
  const layerNorm = { kind: 'layer', width, epsilon } as const
  const normed = norm(m.at('layer_norm1'), hidden, layerNorm)
  const added = m.add(hidden, encoderAttention(m.at('self_attn'), normed, config, causal))
  const mlp = m.at('mlp')
  const wide = linear(mlp.at('fc1'), norm(m.at('layer_norm2'), added, layerNorm), {
    from: width,
    to: inner,
    bias: true,
  })
  const narrow = linear(mlp.at('fc2'), activation(mlp, config.activation, wide), {
    from: inner,
    to: width,
    bias: true,
  })
  return m.add(added, narrow)
}

/** Every token sees every token, or with `causal` itself and those before it. Scale 1 / sqrt(headWidth). */
function encoderAttention(m: Module, x: Value, { width, heads }: EncoderLayerConfig, causal: boolean): Value {
  const square = { from: width, to: width, bias: true }
  const project = (part: string) => m.op('Unsqueeze', [linear(m.at(part), x, square), m.graph.int64([0])])
  const inputs = [project('q_proj'), project('k_proj'), project('v_proj')]
  const attributes = { num_heads: heads, unidirectional: causal ? 1 : 0 }
  const attended = m.op('MultiHeadAttention', inputs, attributes, 'com.microsoft')
  return linear(m.at('out_proj'), m.op('Squeeze', [attended, m.graph.int64([0])]), square)
}
