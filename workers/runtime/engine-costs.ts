import { decodesInLoop } from '#workers/compiler/dialect'
import type { LanguageModel } from '#workers/compiler/language-models/language-model'
import type { Graph } from '#workers/onnx/messages'
import type { CompileOptions, DecoderGraph, PreparedCheckpoint } from './compile-checkpoint'

/** What the graphs of a checkpoint cost, in multiply-adds: enough to plan by. */
export interface EngineCosts {
  /** A pass of the vision tower with the projector. */
  readonly tile: number
  readonly layers: number
  /** One token in one layer, its attention left aside; all layers alike. */
  readonly token: number
  /** One token in the last layer whose logits nobody wants: only its query, key and value are projected. */
  readonly unwanted: number
  /** One query and one key in one layer: their score, and the value by its weight. */
  readonly pair: number
  /** The logits after one token. */
  readonly head: number
  /** Layers that a reading can begin at, ascending; none where a prompt is always read whole. */
  readonly starts: readonly number[]
}

/** How graphs are authored and run. */
type Running = Pick<CompileOptions, 'dialect' | 'taps'>

export function checkpointCosts(
  { vision, decoder, compiled }: Pick<PreparedCheckpoint, 'vision' | 'decoder' | 'compiled'>,
  running: Running,
): EngineCosts {
  const { language, rowsPerTile, shape } = compiled
  const { layers, width } = shape.vision
  // Positions are added, not multiplied by.
  const products = weightsOf(vision, (name, dims) => dims.length < 2 || /position/.test(name))
  const attention = 2 * rowsPerTile ** 2 * width * layers
  return { ...languageCosts(decoder, language, running), tile: products * rowsPerTile + attention }
}

/** Of a language model that stands alone: it has no tower. */
export function languageCosts(
  decoder: readonly DecoderGraph[],
  { shape }: LanguageModel,
  { dialect, taps }: Running,
): EngineCosts {
  const { layers, heads, keyValueHeads, headWidth, vocabulary, width } = shape
  const isVocabulary = (dims: readonly number[]) => dims[0] === vocabulary && dims[1] === width
  const products = decoder.reduce(
    (sum, { graph }) => sum + weightsOf(graph, (_, dims) => dims.length < 2 || isVocabulary(dims)),
    0,
  )
  const token = products / layers
  return {
    tile: 0,
    layers,
    token,
    unwanted: taps === 'none' ? width * (heads + 2 * keyValueHeads) * headWidth : token,
    pair: 2 * heads * headWidth,
    head: vocabulary * width,
    // Inside one graph keys and values do not lie open.
    starts: decodesInLoop(dialect) ? [] : decoder.map(({ from }) => from),
  }
}

/** Stored numbers of a graph's weights, each multiplied once for every token. @param except those that are not. */
function weightsOf(
  { initializers }: Graph,
  except: (name: string, dims: readonly number[]) => boolean,
): number {
  return initializers.reduce(
    (sum, one) =>
      'external' in one && !except(one.name, one.dims)
        ? sum + one.dims.reduce((product, side) => product * side, 1)
        : sum,
    0,
  )
}
