/** Execution providers a checkpoint can be compiled for. */
export const providers = ['cpu', 'webgpu', 'cuda'] as const
export type Provider = (typeof providers)[number]

/** Precisions of the computation. */
export const precisions = ['fp32', 'fp16', 'bf16'] as const
export type Precision = (typeof precisions)[number]

/**
 * What a graph is authored for. Operators differ between providers (there is no `Attention` on WebGPU); values enter
 * and leave every graph in fp32 and are computed in `precision`.
 */
export interface Dialect {
  readonly provider: Provider
  readonly precision: Precision
  /** Whether tokens are decoded in a loop inside one graph. Absent: where every run would copy keys and values, on CUDA. */
  readonly loop?: boolean
}

export function decodesInLoop({ provider, loop = provider === 'cuda' }: Dialect): boolean {
  return loop
}

/** The ONNX type a precision is computed in. */
export function computeType({ precision }: Dialect): 'F32' | 'F16' | 'BF16' {
  return ({ fp32: 'F32', fp16: 'F16', bf16: 'BF16' } as const)[precision]
}
