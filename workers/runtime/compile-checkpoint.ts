import { freemem } from 'node:os'
import type { CheckpointShape } from '#lib/domain/checkpoint'
import { Refusal } from '#lib/domain/refusal'
import type { CheckpointFiles, CompiledCheckpoint } from '#workers/compiler/families/family'
import { familyOf, readCheckpointFiles } from '#workers/compiler/read-config'
import { Weights } from '#workers/compiler/weights'
import type { Graph } from '#workers/onnx/messages'
import { openTensors, type StoredTensor, type TensorDirectory } from '#workers/safetensors/tensor-directory'

/** A checkpoint that has been read and checked, with its graphs authored and no session built. */
export interface PreparedCheckpoint {
  readonly files: CheckpointFiles
  readonly compiled: CompiledCheckpoint
  readonly tensors: TensorDirectory
  readonly shape: CheckpointShape
  readonly vision: Graph
  readonly decoder: Graph
  /** The token embeddings, [vocabulary, width]. */
  readonly embedding: StoredTensor
  /** Tensors that a graph needs and the files lack, with their shapes. */
  readonly missing: readonly string[]
  /** Tensors of the files that no graph uses. */
  readonly unused: readonly string[]
  /** Memory the sessions will need: the used weights in fp32 and 300 MB. */
  readonly memoryBytes: number
}

const overheadBytes = 300e6

/**
 * Compiles a Hugging Face directory. Missing and left-over tensors are listed, and refused by `checkRunnable`.
 * @throws Refusal naming the file, key or tensor that is wrong.
 */
export function compileCheckpoint(directory: string): PreparedCheckpoint {
  const files = readCheckpointFiles(directory)
  const family = familyOf(files)
  const tensors = openTensors(directory)
  const compiled = family.compile(files, tensors)
  const weights = new Weights(tensors)
  const embedding = weights.tensor(compiled.embedding, [compiled.decoder.vocabulary, compiled.decoder.width])
  const vision = compiled.authorVision(weights)
  const decoder = compiled.authorDecoder(weights)
  const elements = [...tensors.tensors.values()].map(({ shape }) =>
    shape.reduce((product, side) => product * side, 1),
  )
  const parameters = elements.reduce((sum, count) => sum + count, 0)
  const types = [...new Set([...tensors.tensors.values()].map(({ type }) => type.toLowerCase()))].sort()
  return {
    files,
    compiled,
    embedding,
    tensors,
    shape: {
      ...compiled.shape,
      storedPrecision: types
        .join('+')
        .replace(/f(16|32)/g, 'fp$1')
        .replace(/bfp/g, 'bf'),
      parameters,
      weightBytes: tensors.bytes,
    },
    vision,
    decoder,
    missing: weights.missing(),
    unused: weights.unused(compiled.leftAside),
    memoryBytes: parameters * 4 + overheadBytes,
  }
}

/** @throws Refusal `missing-tensor`, `unused-tensor`, `checkpoint-too-large` with the numbers. */
export function checkRunnable({ missing, unused, memoryBytes }: PreparedCheckpoint): void {
  if (missing.length > 0)
    throw new Refusal('missing-tensor', `the checkpoint lacks ${missing.length} tensors: ${some(missing)}`)
  if (unused.length > 0)
    throw new Refusal(
      'unused-tensor',
      `${unused.length} tensors belong to nothing the family knows: ${some(unused)}`,
    )
  const available = Math.min(freemem(), process.availableMemory())
  if (memoryBytes > available)
    throw new Refusal(
      'checkpoint-too-large',
      `needs ${gigabytes(memoryBytes)} of memory in fp32; ${gigabytes(available)} is free`,
    )
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ')
  return names.length > 5 ? `${shown}, …` : shown
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
