import { GraphBuilder, type Value } from '#workers/onnx/graph-builder'
import { dataTypes, type Graph } from '#workers/onnx/messages'
import {
  authorLayers,
  authorLogits,
  type DecoderParts,
  decoderIo,
  decoderParts,
  logitsOf,
  type Taps,
} from './author-decoder'
import { batchOf, decoderStep, type LayerKeyValues } from './decoder-step'
import { computeType, type Dialect } from './dialect'
import type { LanguageModel } from './language-models/language-model'
import type { Module } from './module'
import type { Weights } from './weights'

/** What the loop's graph has beside the inputs and outputs of `decoderIo`. */
export const loopIo = {
  /** How many tokens at most are read after the prompt, so one less than come out. */
  steps: 'steps',
  /** [K], K at least 1. */
  stopIds: 'stop_ids',
  /** [B]: the token after the prompt. */
  firstIds: 'first_ids',
  /** [n, B]: the tokens after it, n at most `steps`. A sequence that has stopped goes on with whatever comes. */
  laterIds: 'later_ids',
}

/** What goes from one turn of the loop to the next. */
interface Carried {
  /** [B] */
  readonly ids: Value
  /** [B] of bool: whether a stop id has come. */
  readonly stopped: Value
  /** Keys, then values, layer by layer. */
  readonly caches: readonly Value[]
}

/**
 * A whole language model that reads prompts of one length and continues them: the prompt outside, the tokens after it in
 * a `Loop` whose body shares the weights, so that keys and values never leave the device. Inputs and outputs are those of
 * `decoderIo`, without past, present and hidden_out, and these of `loopIo`; `cos` and `sin` are tables [positions, headWidth / 2] of
 * every position that may be reached, and the first B of `logit_rows` are the last tokens of the prompts.
 */
export function authorGreedyLoop(
  weights: Weights,
  language: LanguageModel,
  dialect: Dialect,
  taps: Taps,
): Graph {
  const { shape, rope } = language
  const graph = new GraphBuilder('greedy-loop')
  const parts = decoderParts(graph, weights, language, dialect)
  const { model, head } = parts
  const entering = model.narrow(graph.input(decoderIo.hidden, 'F32', ['B', 'S', shape.width]))
  const table = (name: string) => model.narrow(graph.input(name, 'F32', ['positions', shape.headWidth / 2]))
  const tables = rope && [table(decoderIo.cosine), table(decoderIo.sine)]
  const caches = Array.from({ length: shape.layers }, (_, layer) => ({
    pastKey: '',
    pastValue: '',
    key: `keys.${layer}`,
    value: `values.${layer}`,
  }))
  const step = decoderStep(language, {
    entering,
    rotary: tables && [...tables, promptPositions(model, entering)],
    single: false,
    keyValues: layer => of(caches, layer),
  })
  const hidden = authorLayers(model, language, { from: 0, to: shape.layers }, { entering, step, taps })
  const logits = authorLogits(model, head, language, { hidden, taps })
  const stopIds = graph.input(loopIo.stopIds, 'I64', ['K'])
  const ids = model.op('Slice', [mostLikely(model, logits), graph.int64([0]), batchOf(model, entering)])
  graph.add('Identity', [ids], [loopIo.firstIds])
  graph.output(loopIo.firstIds, 'I64', ['B'])
  const first: Carried = {
    ids,
    stopped: isAmong(model, ids, stopIds),
    caches: caches.flatMap(({ key, value }) => [key, value]),
  }
  const body = authorBody(parts, language, { tables, stopIds })
  keepOnce(model, language)
  const going = anyGoes(model, first.stopped)
  const carried = [first.ids, first.stopped, ...first.caches]
  graph.add(
    'Loop',
    [graph.input(loopIo.steps, 'I64', []), going, ...carried],
    // What is carried out of the last turn is of no use, but each needs a name: only trailing outputs may be left out.
    [...carried.map((_, at) => `last.${at}`), loopIo.laterIds],
    { body: { graph: body } },
  )
  graph.output(loopIo.laterIds, 'I64', ['n', 'B'])
  return graph.build()
}

/** One turn: reads the tokens that came last and says which come next. */
function authorBody(
  { model: outer, head: outerHead }: DecoderParts,
  language: LanguageModel,
  { tables, stopIds }: { tables: readonly Value[] | null; stopIds: Value },
): Graph {
  const { layers, keyValueHeads, headWidth } = language.shape
  const graph = outer.graph.body('turn')
  const [model, head] = [outer.inside(graph), outerHead.inside(graph)]
  const type = computeType(model.dialect)
  const own = (name: string) => `turn.${name}`
  graph.input(own('count'), 'I64', [])
  graph.input(own('going'), 'BOOL', [])
  const ids = graph.input(own('ids'), 'I64', ['B'])
  const stopped = graph.input(own('stopped'), 'BOOL', ['B'])
  const cache = (name: string) => graph.input(own(name), type, ['B', keyValueHeads, 'P', headWidth])
  const caches: LayerKeyValues[] = Array.from({ length: layers }, (_, layer) => ({
    pastKey: cache(`past_key.${layer}`),
    pastValue: cache(`past_value.${layer}`),
    key: own(`key.${layer}`),
    value: own(`value.${layer}`),
  }))
  const rows = embed(model, language, ids)
  const entering = model.op('Unsqueeze', [rows, graph.int64([1])])
  const step = decoderStep(language, {
    entering,
    rotary: tables && [...tables, nextPosition(model, entering, of(caches, 0).pastKey)],
    single: true,
    keyValues: layer => of(caches, layer),
  })
  let hidden = language.enter(model, rows)
  for (let layer = 0; layer < layers; layer++) hidden = language.layer(model, layer, hidden, step)
  const logits = model.widen(logitsOf(head, language.finish(model, hidden), language))
  const next = mostLikely(model, logits)
  const all = model.op('Or', [stopped, isAmong(model, next, stopIds)])
  graph.output(anyGoes(model, all), 'BOOL', [])
  graph.output(next, 'I64', ['B'])
  graph.output(all, 'BOOL', ['B'])
  for (const name of caches.flatMap(({ key, value }) => [key, value]))
    graph.output(name, type, ['B', keyValueHeads, 'T', headWidth])
  // The same value once more, now as what every turn leaves behind.
  graph.output(model.op('Identity', [next]), 'I64', ['B'])
  return graph.build()
}

/**
 * A table that is an input besides is no constant, so that the head it is tied to does not keep a packed copy of it. One
 * that must be cast is copied anyway, once if it is a constant.
 */
function keepOnce(model: Module, { embedding, shape }: LanguageModel): void {
  const dims = [shape.vocabulary, shape.width]
  const place = model.at(embedding.module)
  const table = place.stored('weight', dims)
  if (table === place.weight('weight', dims)) model.graph.input(table, computeType(model.dialect), dims)
}

/** Rows of the embedding table, [B, width], scaled in fp32 as they are where they enter a graph from outside. */
function embed(m: Module, { shape, embedding }: LanguageModel, ids: Value): Value {
  const place = m.at(embedding.module)
  const rows = m.op('Gather', [place.stored('weight', [shape.vocabulary, shape.width]), ids], { axis: 0 })
  if (embedding.scale === 1) return m.op('Cast', [rows], { to: dataTypes[computeType(m.dialect)] })
  const scale = m.graph.floats(`float:${embedding.scale}:scalar`, Float32Array.of(embedding.scale), [])
  return m.narrow(m.op('Mul', [m.op('Cast', [rows], { to: dataTypes.F32 }), scale]))
}

/** Ids [rows] of the largest logits [rows, vocabulary], the lowest of equals. */
function mostLikely(m: Module, logits: Value): Value {
  return m.op('ArgMax', [logits], { axis: 1, keepdims: 0 })
}

/** [B] of bool: which of the ids [B] are among some [K]. */
function isAmong(m: Module, ids: Value, some: Value): Value {
  const equal = m.op('Equal', [m.op('Unsqueeze', [ids, m.graph.int64([1])]), some])
  const count = m.op('ReduceMax', [asInt32(m, equal), m.graph.int64([1])], { keepdims: 0 })
  return m.op('Cast', [count], { to: dataTypes.BOOL })
}

/** Whether a sequence has not stopped. @param stopped [B] of bool. */
function anyGoes(m: Module, stopped: Value): Value {
  const least = m.op('ReduceMin', [asInt32(m, stopped)], { keepdims: 0 })
  return m.op('Not', [m.op('Cast', [least], { to: dataTypes.BOOL })])
}

/** No provider reduces truth values. */
function asInt32(m: Module, truths: Value): Value {
  return m.op('Cast', [truths], { to: dataTypes.I32 })
}

/** 0 to S - 1, [B, S]. */
function promptPositions(m: Module, entering: Value): Value {
  const length = m.op('Squeeze', [m.op('Shape', [entering], { start: 1, end: 2 })])
  const range = m.op('Range', [m.graph.int64([0], []), length, m.graph.int64([1], [])])
  return m.op('Expand', [
    m.op('Unsqueeze', [range, m.graph.int64([0])]),
    m.op('Shape', [entering], { end: 2 }),
  ])
}

/** The position after P earlier tokens, [B, 1]. */
function nextPosition(m: Module, entering: Value, past: Value): Value {
  return m.op('Expand', [m.op('Shape', [past], { start: 2, end: 3 }), m.op('Shape', [entering], { end: 2 })])
}

function of<T>(list: readonly T[], layer: number): T {
  const found = list[layer]
  if (found === undefined) throw new Error(`there is no layer ${layer}`)
  return found
}
