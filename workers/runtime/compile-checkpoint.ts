import type { CheckpointShape } from '#lib/domain/checkpoint'
import { Refusal } from '#lib/domain/refusal'
import type { LayerRange, Taps } from '#workers/compiler/author-decoder'
import type { Dialect } from '#workers/compiler/dialect'
import type { CheckpointFiles, CompiledCheckpoint } from '#workers/compiler/families/family'
import { Module } from '#workers/compiler/module'
import { familyOf, readCheckpointFiles } from '#workers/compiler/read-config'
import { canonicalName, Weights } from '#workers/compiler/weights'
import { GraphBuilder } from '#workers/onnx/graph-builder'
import type { Graph } from '#workers/onnx/messages'
import { openTensors, type StoredTensor, type TensorDirectory } from '#workers/safetensors/tensor-directory'
import { decoderGraphs } from './decoder-graphs'
import { activationBytes, availableBytes, gigabytes, memoryOf } from './memory'
import { storedWeights } from './stored-weights'

export interface CompileOptions {
  readonly dialect: Dialect
  /** Layers a session holds: where a run can be resumed; null: all for small checkpoints, else a few. */
  readonly layersPerSession: number | null
  readonly taps: Taps
}

export const plainOptions: CompileOptions = {
  dialect: { provider: 'cpu', precision: 'fp32' },
  layersPerSession: null,
  taps: 'none',
}

/** The graph of some layers of the language model. */
export interface DecoderGraph extends LayerRange {
  readonly graph: Graph
}

/** A checkpoint that has been read and checked, with its graphs authored and no session built. */
export interface PreparedCheckpoint {
  readonly files: CheckpointFiles
  readonly compiled: CompiledCheckpoint
  readonly tensors: TensorDirectory
  readonly shape: CheckpointShape
  readonly vision: Graph
  readonly decoder: readonly DecoderGraph[]
  /** The token embeddings, [vocabulary, width], and the newline embedding [width] where there is one. */
  readonly embedding: StoredTensor
  readonly newline: StoredTensor | null
  /** Tensors that a graph needs and the files lack, with their shapes. */
  readonly missing: readonly string[]
  /** Tensors of the files that no graph uses. */
  readonly unused: readonly string[]
  /** Memory the sessions will need, in bytes. */
  readonly memoryBytes: number
}

/**
 * Compiles a Hugging Face directory. Missing and left-over tensors are listed, and refused by `checkRunnable`.
 * @throws Refusal naming the file, key or tensor that is wrong.
 */
export function compileCheckpoint(
  directory: string,
  options: CompileOptions = plainOptions,
): PreparedCheckpoint {
  const { dialect } = options
  const files = readCheckpointFiles(directory)
  const compiled = familyOf(files).compile(files)
  const tensors = openTensors(directory)
  const weights = new Weights(tensors, canonicalName)
  const { language } = compiled
  const { width, vocabulary } = language.shape
  const embedding = weights.tensor(`language_model.${language.embedding.module}.weight`, [vocabulary, width])
  const newline = compiled.newline ? weights.tensor('image_newline', [width]) : null
  const vision = authorVision(compiled, weights, dialect)
  const stored = storedWeights(tensors)
  const decoder = decoderGraphs(weights, language, options, stored.parameters)
  return {
    files,
    compiled,
    embedding,
    newline,
    tensors,
    shape: { ...compiled.shape, ...stored },
    vision,
    decoder,
    missing: weights.missing(),
    unused: weights.unused(compiled.leftAside),
    memoryBytes: memoryOf(
      [vision, ...decoder.map(({ graph }) => graph)],
      dialect,
      activationBytes(vision, compiled.rowsPerTile),
    ),
  }
}

/** @throws Refusal `missing-tensor`, `unused-tensor`, `checkpoint-too-large` with the numbers. */
export function checkRunnable({
  missing,
  unused,
  memoryBytes,
}: Pick<PreparedCheckpoint, 'missing' | 'unused' | 'memoryBytes'>): void {
  if (missing.length > 0)
    throw new Refusal('missing-tensor', `the checkpoint lacks ${missing.length} tensors: ${some(missing)}`)
  if (unused.length > 0)
    throw new Refusal(
      'unused-tensor',
      `${unused.length} tensors belong to nothing the family knows: ${some(unused)}`,
    )
  const available = availableBytes()
  if (memoryBytes > available)
    throw new Refusal(
      'checkpoint-too-large',
      `needs ${gigabytes(memoryBytes)} of memory; ${gigabytes(available)} is free`,
    )
}

/** `pixel_values` [1, 3, imageSize, imageSize] to `visual_tokens` [rowsPerTile, text width]. */
function authorVision(
  { author, shape, language, rowsPerTile }: CompiledCheckpoint,
  weights: Weights,
  dialect: Dialect,
): Graph {
  const graph = new GraphBuilder('vision')
  const top = new Module(graph, weights, dialect)
  const { imageSize } = shape.vision
  const pixels = graph.input('pixel_values', 'F32', [1, 3, imageSize, imageSize])
  top.output('visual_tokens', author(top, top.narrow(pixels)), [rowsPerTile, language.shape.width])
  return graph.build()
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ')
  return names.length > 5 ? `${shown}, …` : shown
}
