import type { CheckpointShape } from '#lib/domain/checkpoint'
import { countParameters, type TensorDirectory } from '#workers/safetensors/tensor-directory'

/** What the files of a checkpoint say of its weights. */
export function storedWeights(
  tensors: TensorDirectory,
): Pick<CheckpointShape, 'storedPrecision' | 'parameters' | 'weightBytes'> {
  return {
    storedPrecision: storedPrecision(tensors),
    parameters: countParameters(tensors),
    weightBytes: tensors.bytes,
  }
}

function storedPrecision({ tensors }: TensorDirectory): string {
  const names = { F32: 'fp32', F16: 'fp16', BF16: 'bf16' } as const
  const found = [...tensors.values()].flatMap(({ dtype }) =>
    dtype === 'F32' || dtype === 'F16' || dtype === 'BF16' ? [names[dtype]] : [],
  )
  return [...new Set(found)].sort().join('+')
}
