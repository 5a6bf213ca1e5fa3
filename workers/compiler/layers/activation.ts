import { Refusal } from '#lib/domain/refusal'
import type { Value } from '#workers/onnx/graph-builder'
import type { Module } from '../module'

/** The activation functions of transformers' `ACT2FN` that the supported families use. */
export function activation(m: Module, name: string, x: Value): Value {
  switch (name) {
    case 'gelu':
      return m.op('Gelu', [x])
    case 'gelu_pytorch_tanh':
    case 'gelu_new':
      return m.op('Gelu', [x], { approximate: 'tanh' })
    case 'quick_gelu':
      return gated(m, x, 1.702)
    case 'silu':
      // On CUDA there is no Sigmoid in bf16.
      return m.dialect.provider === 'cuda' ? gated(m, x, 1) : m.op('Mul', [x, m.op('Sigmoid', [x])])
    case 'relu':
      return m.op('Relu', [x])
    case 'tanh':
      return m.op('Tanh', [x])
    default:
      throw new Refusal('unsupported-config', `activation "${name}" is not supported`)
  }
}

/** x sigmoid(alpha x). */
function gated(m: Module, x: Value, alpha: number): Value {
  return m.op('QuickGelu', [x], { alpha: { float: alpha } }, 'com.microsoft')
}
