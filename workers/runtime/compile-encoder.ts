import type { Dialect } from '#workers/compiler/dialect'
import type { CompiledEncoder, NamedTensor, TextTower } from '#workers/compiler/encoders/encoder'
import { findEncoder } from '#workers/compiler/encoders/find-encoder'
import type { CheckpointFiles } from '#workers/compiler/families/family'
import { Module } from '#workers/compiler/module'
import { readCheckpointFiles } from '#workers/compiler/read-config'
import { Weights } from '#workers/compiler/weights'
import { GraphBuilder } from '#workers/onnx/graph-builder'
import type { Graph } from '#workers/onnx/messages'
import { openTensors, type StoredTensor, type TensorDirectory } from '#workers/safetensors/tensor-directory'
import { plainOptions } from './compile-checkpoint'
import type { StoredEncoderShape } from './encoder'
import { activationBytes, memoryOf } from './memory'
import { storedWeights } from './stored-weights'

/** Names of what goes into and comes out of an encoder's graphs; they and the shapes are those of `AuthoredImage`. */
export const encoderIo = {
  pixels: 'pixel_values',
  /** [tokens, width] rows of the embedding table. */
  tokenEmbeddings: 'token_embeddings',
  embedding: 'embedding',
  state: (block: number) => `state.${block}`,
  logits: 'logits',
  attention: 'attention',
}

/** The half that reads, with its graph. */
export interface PreparedText {
  readonly tower: TextTower
  readonly graph: Graph
  /** [vocabulary, width] */
  readonly embedding: StoredTensor
}

/** An encoder that has been read and checked, with its graphs authored and no session built. */
export interface PreparedEncoder {
  readonly files: CheckpointFiles
  readonly compiled: CompiledEncoder
  readonly tensors: TensorDirectory
  readonly shape: StoredEncoderShape
  readonly image: Graph
  readonly text: PreparedText | null
  /** What a cosine is scaled and shifted by, each one number. */
  readonly scale: StoredTensor | null
  readonly bias: StoredTensor | null
  /** Tensors that a graph needs and the files lack, with their shapes. */
  readonly missing: readonly string[]
  /** Tensors of the files that no graph uses. */
  readonly unused: readonly string[]
  /** Memory the sessions will need, in bytes. */
  readonly memoryBytes: number
}

/**
 * Compiles a Hugging Face directory of an image encoder. Missing and left-over tensors are listed, and refused by
 * `checkRunnable`. @throws Refusal naming the file, key or tensor that is wrong; `unknown-family` for another model type.
 */
export function compileEncoder(directory: string, dialect: Dialect = plainOptions.dialect): PreparedEncoder {
  const files = readCheckpointFiles(directory)
  const family = findEncoder(files.config)
  const tensors = openTensors(directory)
  const weights = new Weights(tensors, name => family.canonicalName(name))
  const compiled = family.compile(files, name => weights.has(name))
  const image = authorImage(compiled, weights, dialect)
  const text = compiled.text && authorText(compiled.text, compiled.shape.embeddingWidth, weights, dialect)
  const read = (named: NamedTensor | null | undefined) =>
    named ? weights.tensor(named.name, named.shape) : null
  const scale = read(compiled.contrast?.scale)
  const bias = read(compiled.contrast?.bias)
  return {
    files,
    compiled,
    tensors,
    shape: { ...compiled.shape, ...storedWeights(tensors) },
    image,
    text,
    scale,
    bias,
    missing: weights.missing(),
    unused: weights.unused(compiled.leftAside),
    memoryBytes: memoryOf(
      text ? [image, text.graph] : [image],
      dialect,
      Math.max(
        activationBytes(image, patchesOf(compiled)),
        text ? activationBytes(text.graph, text.tower.shape.maxPositions) : 0,
      ),
    ),
  }
}

function authorImage({ author, shape }: CompiledEncoder, weights: Weights, dialect: Dialect): Graph {
  const graph = new GraphBuilder('image')
  const top = new Module(graph, weights, dialect)
  const { imageSize, heads } = shape.vision
  const pixels = graph.input(encoderIo.pixels, 'F32', [1, 3, imageSize ?? 'height', imageSize ?? 'width'])
  const { embedding, states, logits, attention } = author(top, top.narrow(pixels))
  top.output(encoderIo.embedding, embedding, [1, shape.embeddingWidth])
  states.forEach((state, block) => {
    top.output(encoderIo.state(block), state, [1, `width.${block}`])
  })
  if (logits !== null) top.output(encoderIo.logits, logits, [1, shape.classes])
  if (attention !== null)
    top.output(encoderIo.attention, attention, [heads ?? 'heads', (shape.attentionGrid ?? 0) ** 2])
  return graph.build()
}

/** 0 where there are none: a ResNet. */
function patchesOf({ shape: { vision } }: CompiledEncoder): number {
  return Math.floor((vision.imageSize ?? 0) / (vision.patchSize ?? 1)) ** 2
}

function authorText(
  tower: TextTower,
  embeddingWidth: number,
  weights: Weights,
  dialect: Dialect,
): PreparedText {
  const graph = new GraphBuilder('text')
  const top = new Module(graph, weights, dialect)
  const { width, vocabulary } = tower.shape
  const embedding = weights.tensor(tower.embedding, [vocabulary, width])
  const tokens = graph.input(encoderIo.tokenEmbeddings, 'F32', ['T', width])
  top.output(encoderIo.embedding, tower.author(top, top.narrow(tokens)), [1, embeddingWidth])
  return { tower, graph: graph.build(), embedding }
}
