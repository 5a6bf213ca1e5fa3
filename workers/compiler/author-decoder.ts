import { GraphBuilder, type Value } from '#workers/onnx/graph-builder'
import type { Graph } from '#workers/onnx/messages'
import type { Dialect } from './dialect'
import type { Attend, DecoderStep, LanguageModel } from './language-models/language-model'
import { causalAttention } from './layers/causal-attention'
import { linear } from './layers/linear'
import { Module } from './module'
import { scoreBias } from './score-bias'
import type { Weights } from './weights'

/** Layers [from, to) of a decoder: what one session holds. */
export interface LayerRange {
  readonly from: number
  readonly to: number
}

/**
 * Hidden states that leave a decoder graph: `pooled` as sums over chosen rows, `full` row by row. Full ones keep every
 * layer's activations alive, so they are a variant of their own.
 */
export const tapKinds = ['none', 'pooled', 'full'] as const
export type Taps = (typeof tapKinds)[number]

/**
 * Names of what goes into and comes out of a decoder graph. Layer `l` is the residual stream that enters layer l;
 * l = layers is what leaves the last one, before the final norm.
 */
export const decoderIo = {
  /** [B, S, width] in; the same out where the range is not the last. */
  hidden: 'hidden',
  hiddenOut: 'hidden_out',
  /** [B, S, headWidth / 2] */
  cosine: 'cos',
  sine: 'sin',
  /** Added to the stream that enters layer l, broadcast to [B, S, width]. */
  noise: (layer: number) => `noise.${layer}`,
  /** [G, B * S]: each row a weighting of the tokens. */
  selection: 'selection',
  /** [G, width]; [B * S, width] where taps are full. */
  tap: (layer: number | 'norm') => `tap.${layer}`,
  /** [N] rows of the flattened [B * S] whose logits [N, vocabulary] are wanted. */
  logitRows: 'logit_rows',
  logits: 'logits',
  /** [B, keyValueHeads, P, headWidth] in, P + S out. */
  past: (layer: number, part: 'key' | 'value') => `past.${layer}.${part}`,
  present: (layer: number, part: 'key' | 'value') => `present.${layer}.${part}`,
}

export interface DecoderParts {
  /** `model` is the language model's own module, `head` the module of the output projection or of the tied embeddings. */
  readonly model: Module
  readonly head: Module
}

/**
 * The modules of a language model, authored into `graph`. A tied head is the embeddings, whatever else is stored; so is
 * a head that is not stored where config.json is silent.
 */
export function decoderParts(
  graph: GraphBuilder,
  weights: Weights,
  language: LanguageModel,
  dialect: Dialect,
): DecoderParts {
  const top = new Module(graph, weights, dialect)
  const model = top.at('language_model')
  const stored = weights.has('lm_head.weight') || language.tied === false
  const head = stored && language.tied !== true ? top.at('lm_head') : model.at(language.embedding.module)
  return { model, head }
}

/** Logits [N, vocabulary] of final-normed rows. */
export function logitsOf(head: Module, normed: Value, { shape }: LanguageModel): Value {
  return linear(head, normed, { from: shape.width, to: shape.vocabulary, bias: false })
}

/** The graph of one range of layers. See `decoderIo` for its inputs and outputs. */
export function authorDecoder(
  weights: Weights,
  language: LanguageModel,
  dialect: Dialect,
  { from, to }: LayerRange,
  taps: Taps,
): Graph {
  const { shape } = language
  const graph = new GraphBuilder(`decoder.${from}-${to}`)
  const { model, head } = decoderParts(graph, weights, language, dialect)
  const entering = model.narrow(graph.input(decoderIo.hidden, 'F32', ['B', 'S', shape.width]))
  const step = steps(model, language, entering)
  const last = to === shape.layers
  const selection = taps === 'pooled' ? graph.input(decoderIo.selection, 'F32', ['G', 'rows']) : ''
  const tap = (layer: number | 'norm', hidden: Value) => {
    if (taps === 'none') return
    const rows = model.widen(hidden)
    const tapped = taps === 'full' ? rows : model.op('MatMul', [selection, rows])
    graph.add('Identity', [tapped], [decoderIo.tap(layer)])
    graph.output(decoderIo.tap(layer), 'F32', ['G', shape.width])
  }
  const disturb = (layer: number, hidden: Value) => {
    const noise = model.narrow(graph.input(decoderIo.noise(layer), 'F32', ['nb', 'ns', 'nd']))
    // Noise is small where it is off, [1, 1, 1]; the sum is taken in [B, S, width] and flattened again for nothing.
    return model.reshape(model.add(step.batched(hidden, shape.width), noise), [-1, shape.width])
  }
  let hidden = model.reshape(entering, [-1, shape.width])
  if (from === 0) hidden = language.enter(model, hidden)
  for (let layer = from; layer < to; layer++) {
    hidden = disturb(layer, hidden)
    tap(layer, hidden)
    hidden = language.layer(model, layer, hidden, step)
  }
  if (!last) {
    model.output(decoderIo.hiddenOut, step.batched(hidden, shape.width), ['B', 'S', shape.width])
    return graph.build()
  }
  hidden = disturb(to, hidden)
  tap(to, hidden)
  if (taps !== 'none') tap('norm', language.finish(model, hidden))
  const rows = model.op('Gather', [hidden, graph.input(decoderIo.logitRows, 'I64', ['N'])], { axis: 0 })
  model.output(decoderIo.logits, logitsOf(head, language.finish(model, rows), language), [
    'N',
    shape.vocabulary,
  ])
  return graph.build()
}

/** Attention whose keys and values come in and go out of the graph. @param entering [B, S, width]. */
function steps(model: Module, language: LanguageModel, entering: Value) {
  const { shape, rope } = language
  const { graph } = model
  const half = shape.headWidth / 2
  const rotary = rope && {
    cosine: model.narrow(graph.input(decoderIo.cosine, 'F32', ['B', 'S', half])),
    sine: model.narrow(graph.input(decoderIo.sine, 'F32', ['B', 'S', half])),
  }
  const batched = (x: Value, width: number) => inBatch(model, entering, x, width)
  const attend = (m: Module, { layer, query, key, value, window }: Attend): Value => {
    const { heads, keyValueHeads, headWidth } = shape
    const rotate = (x: Value, count: number) => {
      const split = batched(x, count * headWidth)
      if (!rotary) return split
      return m.op('RotaryEmbedding', [split, rotary.cosine, rotary.sine], { num_heads: count })
    }
    const past = (part: 'key' | 'value') =>
      m.narrow(graph.input(decoderIo.past(layer, part), 'F32', ['B', keyValueHeads, 'P', headWidth]))
    const pastKey = past('key')
    const direct = m.dialect.precision === 'fp32'
    const name = (part: 'key' | 'value') => (direct ? decoderIo.present(layer, part) : `${part}s.${layer}`)
    const made = { output: `attended.${layer}`, key: name('key'), value: name('value') }
    causalAttention(
      m,
      {
        query: rotate(query, heads),
        key: rotate(key, keyValueHeads),
        value: batched(value, keyValueHeads * headWidth),
        pastKey,
        pastValue: past('value'),
        heads,
        keyValueHeads,
        bias: scoreBias(m, language, { window, query: entering, past: pastKey }),
      },
      made,
    )
    for (const part of ['key', 'value'] as const)
      m.output(decoderIo.present(layer, part), made[part], ['B', keyValueHeads, 'T', headWidth])
    return m.reshape(made.output, [-1, heads * headWidth])
  }
  return { attend, batched } satisfies DecoderStep & { batched: typeof batched }
}

/** x [B * S, width] as [B, S, width], with the B of `like`. */
export function inBatch(m: Module, like: Value, x: Value, width: number): Value {
  const dims = m.once(`batch.${width}`, () => {
    const batch = m.once('batch', () => m.op('Shape', [like], { start: 0, end: 1 }))
    return m.op('Concat', [batch, m.graph.int64([-1, width])], { axis: 0 })
  })
  return m.op('Reshape', [x, dims])
}
