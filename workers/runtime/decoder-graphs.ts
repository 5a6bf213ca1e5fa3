import { authorDecoder, type LayerRange } from '#workers/compiler/author-decoder'
import { authorGreedyLoop } from '#workers/compiler/author-greedy-loop'
import { decodesInLoop } from '#workers/compiler/dialect'
import type { LanguageModel } from '#workers/compiler/language-models/language-model'
import type { Weights } from '#workers/compiler/weights'
import type { CompileOptions, DecoderGraph } from './compile-checkpoint'

/** The layers of a language model in graphs of some each, or in the one that decodes by itself. @param parameters of the whole checkpoint. */
export function decoderGraphs(
  weights: Weights,
  language: LanguageModel,
  { dialect, layersPerSession, taps }: CompileOptions,
  parameters: number,
): DecoderGraph[] {
  const { layers } = language.shape
  if (decodesInLoop(dialect))
    return [{ from: 0, to: layers, graph: authorGreedyLoop(weights, language, dialect, taps) }]
  return layerRanges(layers, layersPerSession, parameters).map(range => ({
    ...range,
    graph: authorDecoder(weights, language, dialect, range, taps),
  }))
}

/** Below this many parameters a hop between sessions costs more than a resumed run saves. */
const smallCheckpoint = 50e6
const fewLayers = 8

function layerRanges(layers: number, wanted: number | null, parameters: number): LayerRange[] {
  const size = wanted ?? (parameters < smallCheckpoint ? layers : fewLayers)
  return Array.from({ length: Math.ceil(layers / size) }, (_, range) => ({
    from: range * size,
    to: Math.min(layers, (range + 1) * size),
  }))
}
