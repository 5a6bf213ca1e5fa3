import { GraphBuilder, type Value } from '#workers/onnx/graph-builder'
import type { Graph } from '#workers/onnx/messages'
import { decoderStep, inBatch } from './decoder-step'
import type { Dialect } from './dialect'
import type { DecoderStep, LanguageModel } from './language-models/language-model'
import { linear } from './layers/linear'
import { Module } from './module'
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
 * The modules of a language model, authored into `graph`. A head that is stored is used, as transformers does even where
 * config.json ties it; one that is not is the embeddings, unless config.json says that it is not tied.
 */
export function decoderParts(
  graph: GraphBuilder,
  weights: Weights,
  language: LanguageModel,
  dialect: Dialect,
): DecoderParts {
  const top = new Module(graph, weights, dialect)
  const model = top.at('language_model')
  const own = weights.has('lm_head.weight') || language.tied === false
  const head = own ? top.at('lm_head') : model.at(language.embedding.module)
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
  range: LayerRange,
  taps: Taps,
): Graph {
  const { from, to } = range
  const { shape, rope } = language
  const graph = new GraphBuilder(`decoder.${from}-${to}`)
  const { model, head } = decoderParts(graph, weights, language, dialect)
  const narrowed = (name: string, dims: readonly (number | string)[]) =>
    model.narrow(graph.input(name, 'F32', dims))
  const entering = narrowed(decoderIo.hidden, ['B', 'S', shape.width])
  const half = ['B', 'S', shape.headWidth / 2]
  const rotary = rope && [narrowed(decoderIo.cosine, half), narrowed(decoderIo.sine, half)]
  // A value that leaves the graph in fp32 bears its output's name from the start.
  const present = (layer: number, part: 'key' | 'value') =>
    dialect.precision === 'fp32' ? decoderIo.present(layer, part) : `${part}s.${layer}`
  const past = (layer: number, part: 'key' | 'value') =>
    narrowed(decoderIo.past(layer, part), ['B', shape.keyValueHeads, 'P', shape.headWidth])
  const step = decoderStep(language, {
    entering,
    rotary,
    single: false,
    keyValues: layer => ({
      pastKey: past(layer, 'key'),
      pastValue: past(layer, 'value'),
      key: present(layer, 'key'),
      value: present(layer, 'value'),
    }),
  })
  const hidden = authorLayers(model, language, range, { entering, step, taps })
  for (let layer = from; layer < to; layer++)
    for (const part of ['key', 'value'] as const)
      model.output(decoderIo.present(layer, part), present(layer, part), [
        'B',
        shape.keyValueHeads,
        'T',
        shape.headWidth,
      ])
  if (to === shape.layers) authorLogits(model, head, language, { hidden, taps })
  else {
    const out = inBatch(model, entering, hidden, shape.width)
    model.output(decoderIo.hiddenOut, out, ['B', 'S', shape.width])
  }
  return graph.build()
}

export interface LayersParts {
  /** [B, S, width] */
  readonly entering: Value
  readonly step: DecoderStep
  readonly taps: Taps
}

/**
 * Layers [from, to), each with its noise socket and its tap; at the top also those of the final norm. Returns the
 * stream [B * S, width] that leaves them; of the last layer, where nothing taps it, only the rows whose logits are wanted:
 * nobody reads the others, and most of a layer's work is done row by row.
 */
export function authorLayers(
  model: Module,
  language: LanguageModel,
  { from, to }: LayerRange,
  { entering, step, taps }: LayersParts,
): Value {
  const { graph } = model
  const { width, layers } = language.shape
  const selection = taps === 'pooled' ? graph.input(decoderIo.selection, 'F32', ['G', 'rows']) : ''
  const tap = (layer: number | 'norm', hidden: Value) => {
    if (taps === 'none') return
    const rows = model.widen(hidden)
    const tapped = taps === 'full' ? rows : model.op('MatMul', [selection, rows])
    graph.add('Identity', [tapped], [decoderIo.tap(layer)])
    graph.output(decoderIo.tap(layer), 'F32', ['G', width])
  }
  const disturb = (layer: number, hidden: Value) => {
    const noise = model.narrow(graph.input(decoderIo.noise(layer), 'F32', ['nb', 'ns', 'nd']))
    // Noise is small where it is off, [1, 1, 1]; the sum is taken in [B, S, width] and flattened again for nothing.
    return model.reshape(model.add(inBatch(model, entering, hidden, width), noise), [-1, width])
  }
  let hidden = model.reshape(entering, [-1, width])
  if (from === 0) hidden = language.enter(model, hidden)
  const few = to === layers && taps === 'none'
  for (let layer = from; layer < to; layer++) {
    hidden = disturb(layer, hidden)
    tap(layer, hidden)
    const last = few && layer === layers - 1
    hidden = language.layer(model, layer, hidden, last ? { ...step, wanted: wantedRows } : step)
  }
  if (to < layers) return hidden
  if (few) return model.add(hidden, wantedRows(model, noiseRows(model, entering, to, width)))
  hidden = disturb(to, hidden)
  tap(to, hidden)
  if (taps !== 'none') tap('norm', language.finish(model, hidden))
  return hidden
}

/** The noise of a layer, [B * S, width] however small it is. */
function noiseRows(model: Module, entering: Value, layer: number, width: number): Value {
  const noise = model.narrow(model.graph.input(decoderIo.noise(layer), 'F32', ['nb', 'ns', 'nd']))
  const whole = model.op('Expand', [noise, model.op('Shape', [entering])])
  return model.reshape(whole, [-1, width])
}

/** The rows that `logit_rows` names. */
function wantedRows(model: Module, rows: Value): Value {
  const wanted = model.once(decoderIo.logitRows, () => model.graph.input(decoderIo.logitRows, 'I64', ['N']))
  return model.op('Gather', [rows, wanted], { axis: 0 })
}

/** Declares `logits`, those of the rows that are wanted of the stream that left the last layer. */
export function authorLogits(
  model: Module,
  head: Module,
  language: LanguageModel,
  { hidden, taps }: { readonly hidden: Value; readonly taps: Taps },
): Value {
  const rows = taps === 'none' ? hidden : wantedRows(model, hidden)
  const logits = logitsOf(head, language.finish(model, rows), language)
  model.output(decoderIo.logits, logits, ['N', language.shape.vocabulary])
  return decoderIo.logits
}
