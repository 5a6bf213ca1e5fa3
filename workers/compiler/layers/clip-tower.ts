import type { GraphBuilder, Value } from '#workers/onnx/graph-builder'
import type { Weights } from '../weights'
import { activation, layerNorm, linear } from './linear'

export interface ClipTowerConfig {
  readonly width: number
  readonly mlpWidth: number
  readonly layers: number
  readonly heads: number
  readonly imageSize: number
  readonly patchSize: number
  readonly activation: string
  readonly epsilon: number
}

/** Patches per side of the square input. */
export function gridOf({ imageSize, patchSize }: ClipTowerConfig): number {
  return Math.floor(imageSize / patchSize)
}

/**
 * CLIP's vision transformer up to a hidden state; later layers are neither built nor loaded.
 * @param pixels [1, 3, imageSize, imageSize]; @param depth number of layers to run.
 * Returns [1 + patches, width], class token first.
 */
export function clipTower(
  graph: GraphBuilder,
  weights: Weights,
  root: string,
  config: ClipTowerConfig,
  pixels: Value,
  depth: number,
): Value {
  const { width, epsilon } = config
  let hidden = layerNorm(
    graph,
    weights,
    `${root}.pre_layrnorm`,
    embed(graph, weights, root, config, pixels),
    width,
    epsilon,
  )
  for (let layer = 0; layer < depth; layer++)
    hidden = clipLayer(graph, weights, `${root}.encoder.layers.${layer}`, config, hidden)
  return hidden
}

/** Patch convolution as a matrix product, class token in front, positions added. [1 + patches, width] */
function embed(
  graph: GraphBuilder,
  weights: Weights,
  root: string,
  config: ClipTowerConfig,
  pixels: Value,
): Value {
  const { width, patchSize } = config
  const grid = gridOf(config)
  const side = grid * patchSize
  const name = `${root}.embeddings`
  const inside =
    side === config.imageSize
      ? pixels
      : graph.op('Slice', [pixels, graph.int64([0, 0]), graph.int64([side, side]), graph.int64([2, 3])])
  // [1, 3, grid, patch, grid, patch] -> [grid, grid, 3, patch, patch]: a row of pixels per patch
  const split = graph.op('Reshape', [inside, graph.int64([3, grid, patchSize, grid, patchSize])])
  const byPatch = graph.op('Transpose', [split], { perm: [1, 3, 0, 2, 4] })
  const rows = graph.op('Reshape', [byPatch, graph.int64([grid * grid, 3 * patchSize * patchSize])])
  const kernel = weights.value(
    graph,
    `${name}.patch_embedding.weight`,
    [width, 3, patchSize, patchSize],
    [width, 3 * patchSize * patchSize],
  )
  const patches = graph.op('Gemm', [rows, kernel], { transB: 1 })
  const classToken = weights.value(graph, `${name}.class_embedding`, [width], [1, width])
  const positions = weights.value(graph, `${name}.position_embedding.weight`, [grid * grid + 1, width])
  return graph.op('Add', [graph.op('Concat', [classToken, patches], { axis: 0 }), positions])
}

function clipLayer(
  graph: GraphBuilder,
  weights: Weights,
  name: string,
  config: ClipTowerConfig,
  hidden: Value,
): Value {
  const { width, mlpWidth, epsilon, heads } = config
  const square = { from: width, to: width, bias: true }
  const normed = layerNorm(graph, weights, `${name}.layer_norm1`, hidden, width, epsilon)
  const [query = '', key = '', value = ''] = ['q', 'k', 'v'].map(part =>
    graph.op('Unsqueeze', [
      linear(graph, weights, `${name}.self_attn.${part}_proj`, normed, square),
      graph.int64([0]),
    ]),
  )
  // Scale is 1 / sqrt(headWidth), no mask: every token sees every token.
  const attended = graph.op('MultiHeadAttention', [query, key, value], { num_heads: heads }, 'com.microsoft')
  const merged = graph.op('Squeeze', [attended, graph.int64([0])])
  const added = graph.op('Add', [
    hidden,
    linear(graph, weights, `${name}.self_attn.out_proj`, merged, square),
  ])
  const inner = layerNorm(graph, weights, `${name}.layer_norm2`, added, width, epsilon)
  const wide = linear(graph, weights, `${name}.mlp.fc1`, inner, { from: width, to: mlpWidth, bias: true })
  const narrow = linear(graph, weights, `${name}.mlp.fc2`, activation(graph, config.activation, wide), {
    from: mlpWidth,
    to: width,
    bias: true,
  })
  return graph.op('Add', [added, narrow])
}
