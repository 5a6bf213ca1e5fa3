import { Refusal } from '#lib/domain/refusal'
import type { Value } from '#workers/onnx/graph-builder'
import type { Module } from '../module'
import { fullAttention } from './full-attention'
import { linear } from './linear'
import { mlp } from './mlp'
import { norm } from './norm'

/** What the parts of a layer are called. */
export interface EncoderLayerNames {
  /** The list of layers. */
  readonly layers: string
  readonly normBefore: string
  readonly attention: string
  readonly out: string
  readonly normAfter: string
}

/** CLIP's and SigLIP's names. */
export const clipLayerNames: EncoderLayerNames = {
  layers: 'encoder.layers',
  normBefore: 'layer_norm1',
  attention: 'self_attn',
  out: 'out_proj',
  normAfter: 'layer_norm2',
}

export interface EncoderLayerConfig {
  readonly width: number
  readonly inner: number
  readonly heads: number
  readonly activation: string
  readonly epsilon: number
  /** Whether queries, keys and values have a bias; true. */
  readonly biasIn?: boolean
  /** CLIP's where absent. */
  readonly names?: EncoderLayerNames
}

/**
 * The streams after `depths` of the layers, in that order; 0 is what enters the first. Nothing above the deepest is
 * authored.
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
    hidden = encoderLayer(m.at(`${(layer.names ?? clipLayerNames).layers}.${index}`), hidden, layer)
    states.push(hidden)
  }
  return depths.map(depth => {
    const state = states[depth]
    if (state === undefined) throw new Error(`there is no stream after ${depth} layers`)
    return state
  })
}

/** h + attention(LN(h)), then h + fc2(act(fc1(LN(h)))). @param hidden [tokens, width]. */
export function encoderLayer(m: Module, hidden: Value, config: EncoderLayerConfig, causal = false): Value {
  const { width, epsilon, names = clipLayerNames } = config
  const layerNorm = { kind: 'layer', width, epsilon } as const
  const normed = norm(m.at(names.normBefore), hidden, layerNorm)
  const added = m.add(hidden, encoderAttention(m.at(names.attention), normed, config, causal))
  return m.add(added, mlp(m.at('mlp'), norm(m.at(names.normAfter), added, layerNorm), config))
}

/**
 * Every token sees every token, or with `causal` itself and those before it. Scale 1 / sqrt(headWidth).
 * @throws Refusal `bad-config` where the width is no multiple of the heads.
 */
function encoderAttention(m: Module, x: Value, config: EncoderLayerConfig, causal: boolean): Value {
  const { width, heads, biasIn = true, names = clipLayerNames } = config
  if (width % heads !== 0)
    throw new Refusal('bad-config', `config.json: hidden_size ${width} is no multiple of ${heads} heads`)
  const square = { from: width, to: width, bias: biasIn }
  const project = (part: string) => m.op('Unsqueeze', [linear(m.at(part), x, square), m.graph.int64([0])])
  const attended = fullAttention(m, {
    query: project('q_proj'),
    key: project('k_proj'),
    value: project('v_proj'),
    width,
    heads,
    causal,
  })
  const tokens = m.op('Squeeze', [attended, m.graph.int64([0])])
  return linear(m.at(names.out), tokens, { ...square, bias: true })
}
