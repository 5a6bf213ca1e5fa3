import { Refusal } from '#lib/domain/refusal'
import type { GraphBuilder, Value } from '#workers/onnx/graph-builder'
import type { Weights } from '../weights'

/** x W^T + b with W [out, in] as Hugging Face stores it. @param x [rows, in]. Returns [rows, out]. */
export function linear(
  graph: GraphBuilder,
  weights: Weights,
  name: string,
  x: Value,
  { from, to, bias }: { from: number; to: number; bias: boolean },
): Value {
  const matrix = weights.value(graph, `${name}.weight`, [to, from])
  const inputs = bias ? [x, matrix, weights.value(graph, `${name}.bias`, [to])] : [x, matrix]
  return graph.op('Gemm', inputs, { transB: 1 })
}

/** The activation functions of transformers' `ACT2FN` that the supported families use. */
export function activation(graph: GraphBuilder, name: string, x: Value): Value {
  switch (name) {
    case 'gelu':
      return graph.op('Gelu', [x])
    case 'gelu_pytorch_tanh':
    case 'gelu_new':
      return graph.op('Gelu', [x], { approximate: 'tanh' })
    case 'quick_gelu':
      return graph.op('QuickGelu', [x], { alpha: { float: 1.702 } }, 'com.microsoft')
    case 'silu':
      return graph.op('Mul', [x, graph.op('Sigmoid', [x])])
    default:
      throw new Refusal('unsupported-config', `activation "${name}" is not supported`)
  }
}

/** LayerNorm over the last axis. */
export function layerNorm(
  graph: GraphBuilder,
  weights: Weights,
  name: string,
  x: Value,
  width: number,
  epsilon: number,
): Value {
  const scale = weights.value(graph, `${name}.weight`, [width])
  const shift = weights.value(graph, `${name}.bias`, [width])
  return graph.op('LayerNormalization', [x, scale, shift], { axis: -1, epsilon: { float: epsilon } })
}

/** RMSNorm over the last axis. */
export function rmsNorm(
  graph: GraphBuilder,
  weights: Weights,
  name: string,
  x: Value,
  width: number,
  epsilon: number,
): Value {
  const scale = weights.value(graph, `${name}.weight`, [width])
  return graph.op('RMSNormalization', [x, scale], { axis: -1, epsilon: { float: epsilon } })
}
