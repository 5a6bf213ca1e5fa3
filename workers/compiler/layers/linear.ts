import type { Value } from '#workers/onnx/graph-builder'
import type { Module } from '../module'

/** x W^T + b with W [out, in] as Hugging Face stores it. @param x [rows, in]. Returns [rows, out]. */
export function linear(
  m: Module,
  x: Value,
  { from, to, bias }: { from: number; to: number; bias: boolean },
): Value {
  const inputs = [x, m.weight('weight', [to, from])]
  if (bias) inputs.push(m.weight('bias', [to]))
  return m.op('Gemm', inputs, { transB: 1 })
}
