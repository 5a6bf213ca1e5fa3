import { Refusal } from '#lib/domain/refusal'
import type { Value } from '#workers/onnx/graph-builder'
import type { Module } from '../module'

export interface PatchEmbeddingConfig {
  readonly width: number
  readonly imageSize: number
  readonly patchSize: number
  readonly bias: boolean
}

/** Patches per side, 16,384 in all; published towers have up to 4,096. */
const largestGrid = 128

/**
 * Patches per side of the square input; pixels that fill no patch are dropped at the right and at the bottom.
 * @throws Refusal `bad-config` where there is none, or too many.
 */
export function gridOf({ imageSize, patchSize }: { imageSize: number; patchSize: number }): number {
  const grid = Math.floor(imageSize / patchSize)
  if (grid < 1 || grid > largestGrid)
    throw new Refusal(
      'bad-config',
      `config.json: image_size ${imageSize} and patch_size ${patchSize} make ${grid} patches a side; 1 to ${largestGrid} are supported`,
    )
  return grid
}

/** The convolution with a stride of its kernel, as a matrix product. @param pixels [1, 3, size, size]. Returns [grid², width]. */
export function patchEmbedding(m: Module, pixels: Value, config: PatchEmbeddingConfig): Value {
  const { width, imageSize, patchSize, bias } = config
  const grid = gridOf(config)
  const side = grid * patchSize
  const { graph } = m
  const inside =
    side === imageSize
      ? pixels
      : m.op('Slice', [pixels, graph.int64([0, 0]), graph.int64([side, side]), graph.int64([2, 3])])
  // [3, grid, patch, grid, patch] -> [grid, grid, 3, patch, patch]: a row of pixels a patch
  const split = m.reshape(inside, [3, grid, patchSize, grid, patchSize])
  const byPatch = m.op('Transpose', [split], { perm: [1, 3, 0, 2, 4] })
  const area = 3 * patchSize * patchSize
  const inputs = [
    m.reshape(byPatch, [grid * grid, area]),
    m.weight('weight', [width, 3, patchSize, patchSize], [width, area]),
  ]
  if (bias) inputs.push(m.weight('bias', [width]))
  return m.op('Gemm', inputs, { transB: 1 })
}
