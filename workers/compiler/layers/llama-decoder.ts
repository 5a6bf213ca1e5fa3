import type { GraphBuilder, Value } from '#workers/onnx/graph-builder'
import type { Weights } from '../weights'
import { activation, linear, rmsNorm } from './linear'

export interface LlamaDecoderConfig {
  readonly width: number
  readonly mlpWidth: number
  readonly layers: number
  readonly heads: number
  readonly keyValueHeads: number
  readonly headWidth: number
  readonly vocabulary: number
  readonly maxPositions: number
  readonly ropeTheta: number
  readonly activation: string
  readonly epsilon: number
  readonly attentionBias: boolean
  readonly mlpBias: boolean
}

/** Names of what goes into and comes out of a decoder graph. */
export const decoderIo = {
  embeddings: 'inputs_embeds',
  cosine: 'cos',
  sine: 'sin',
  logits: 'logits',
  past: (layer: number, part: 'key' | 'value') => `past.${layer}.${part}`,
  present: (layer: number, part: 'key' | 'value') => `present.${layer}.${part}`,
}

/**
 * Llama from embeddings to the logits of the last position.
 * Inputs: `inputs_embeds` [S, width]; `cos`, `sin` [1, S, headWidth / 2] of the S new positions; `past.l.{key,value}`
 * [1, keyValueHeads, P, headWidth]. Outputs: `logits` [1, vocabulary]; `present.l.*` [1, keyValueHeads, P + S, headWidth].
 */
export function llamaDecoder(
  graph: GraphBuilder,
  weights: Weights,
  root: string,
  head: string,
  config: LlamaDecoderConfig,
): void {
  const { width, headWidth, epsilon, vocabulary } = config
  let hidden = graph.input(decoderIo.embeddings, 'F32', ['S', width])
  const cosine = graph.input(decoderIo.cosine, 'F32', [1, 'S', headWidth / 2])
  const sine = graph.input(decoderIo.sine, 'F32', [1, 'S', headWidth / 2])
  for (let layer = 0; layer < config.layers; layer++)
    hidden = llamaLayer(graph, weights, `${root}.layers.${layer}`, layer, config, hidden, cosine, sine)
  const last = graph.op('Gather', [hidden, graph.int64([-1])], { axis: 0 })
  const normed = rmsNorm(graph, weights, `${root}.norm`, last, width, epsilon)
  const matrix = weights.value(graph, head, [vocabulary, width])
  graph.add('Gemm', [normed, matrix], [decoderIo.logits], { transB: 1 })
  graph.output(decoderIo.logits, 'F32', [1, vocabulary])
}

function llamaLayer(
  graph: GraphBuilder,
  weights: Weights,
  name: string,
  layer: number,
  config: LlamaDecoderConfig,
  hidden: Value,
  cosine: Value,
  sine: Value,
): Value {
  const { width, mlpWidth, epsilon, mlpBias } = config
  const normed = rmsNorm(graph, weights, `${name}.input_layernorm`, hidden, width, epsilon)
  const added = graph.op('Add', [
    hidden,
    attention(graph, weights, `${name}.self_attn`, layer, config, normed, cosine, sine),
  ])
  const inner = rmsNorm(graph, weights, `${name}.post_attention_layernorm`, added, width, epsilon)
  const widen = { from: width, to: mlpWidth, bias: mlpBias }
  const gate = activation(
    graph,
    config.activation,
    linear(graph, weights, `${name}.mlp.gate_proj`, inner, widen),
  )
  const gated = graph.op('Mul', [gate, linear(graph, weights, `${name}.mlp.up_proj`, inner, widen)])
  return graph.op('Add', [
    added,
    linear(graph, weights, `${name}.mlp.down_proj`, gated, { from: mlpWidth, to: width, bias: mlpBias }),
  ])
}

/** Grouped-query attention with rotary positions and a key-value cache; causal from the cache's end on. */
function attention(
  graph: GraphBuilder,
  weights: Weights,
  name: string,
  layer: number,
  config: LlamaDecoderConfig,
  x: Value,
  cosine: Value,
  sine: Value,
): Value {
  const { width, heads, keyValueHeads, headWidth, attentionBias } = config
  const project = (part: string, count: number) =>
    graph.op('Unsqueeze', [
      linear(graph, weights, `${name}.${part}_proj`, x, {
        from: width,
        to: count * headWidth,
        bias: attentionBias,
      }),
      graph.int64([0]),
    ])
  const rotate = (value: Value, count: number) =>
    graph.op('RotaryEmbedding', [value, cosine, sine], { num_heads: count })
  const query = rotate(project('q', heads), heads)
  const key = rotate(project('k', keyValueHeads), keyValueHeads)
  const value = project('v', keyValueHeads)
  const cache = ['key', 'value'] as const
  const past = cache.map(part =>
    graph.input(decoderIo.past(layer, part), 'F32', [1, keyValueHeads, 'P', headWidth]),
  )
  const present = cache.map(part => decoderIo.present(layer, part))
  const attended = `attended.${layer}`
  graph.add('Attention', [query, key, value, '', ...past], [attended, ...present], {
    is_causal: 1,
    q_num_heads: heads,
    kv_num_heads: keyValueHeads,
  })
  for (const name of present) graph.output(name, 'F32', [1, keyValueHeads, 'T', headWidth])
  const merged = graph.op('Squeeze', [attended, graph.int64([0])])
  return linear(graph, weights, `${name}.o_proj`, merged, {
    from: heads * headWidth,
    to: width,
    bias: attentionBias,
  })
}

/**
 * cos and sin of rotary positions [first, first + count), each [count, headWidth / 2]. Rounded to fp32 at every step
 * as transformers computes them (`default` RoPE).
 */
export function rotaryTable({ headWidth, ropeTheta }: LlamaDecoderConfig, first: number, count: number) {
  const half = headWidth / 2
  const cosine = new Float32Array(count * half)
  const sine = new Float32Array(count * half)
  for (let pair = 0; pair < half; pair++) {
    const exponent = Math.fround((2 * pair) / headWidth)
    const inverse = Math.fround(1 / Math.fround(ropeTheta ** exponent))
    for (let at = 0; at < count; at++) {
      const angle = Math.fround((first + at) * inverse)
      cosine[at * half + pair] = Math.cos(angle)
      sine[at * half + pair] = Math.sin(angle)
    }
  }
  return { cosine, sine }
}
