import type { Value } from '#workers/onnx/graph-builder'
import type { Module } from '../module'
import { activation } from './activation'

export interface ConvolutionConfig {
  readonly from: number
  readonly to: number
  /** Side of the kernel; the input is padded by half of it, rounded down. */
  readonly kernel: number
  readonly stride: number
  /** Null: none. */
  readonly activation: string | null
}

/** `torch.nn.BatchNorm2d`'s own, which no config changes. */
const epsilon = 1e-5

/**
 * ResNet's convolution without a bias, with the batch normalisation of inference: (y - mean) / sqrt(variance + 1e-5) *
 * weight + bias. The runtime folds it into the kernel. @param x [1, from, height, width].
 */
export function convolution(m: Module, x: Value, config: ConvolutionConfig): Value {
  const { from, to, kernel, stride } = config
  const half = Math.floor(kernel / 2)
  const y = m.op('Conv', [x, m.at('convolution').weight('weight', [to, from, kernel, kernel])], {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [half, half, half, half],
  })
  const normalization = m.at('normalization')
  const moments = ['weight', 'bias', 'running_mean', 'running_var'].map(name =>
    normalization.weight(name, [to]),
  )
  const normed = m.op('BatchNormalization', [y, ...moments], { epsilon: { float: epsilon } })
  return config.activation === null ? normed : activation(m, config.activation, normed)
}

/** The mean over height and width, [1, channels]. @param x [1, channels, height, width]. */
export function channelMeans(m: Module, x: Value, channels: number): Value {
  return m.reshape(m.op('GlobalAveragePool', [x]), [1, channels])
}
