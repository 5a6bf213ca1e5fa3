import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import type { Value } from '#workers/onnx/graph-builder'
import { count, layerCount, or } from '../config-values'
import { imageProcessing } from '../image-processor'
import { activation } from '../layers/activation'
import { channelMeans, convolution } from '../layers/convolution'
import { linear } from '../layers/linear'
import type { Module } from '../module'
import { parseConfig } from '../parse-config'
import { classifierConfig, classifies, labelsOf } from './classifier'
import type { Encoder } from './encoder'

const schema = classifierConfig.extend({
  embedding_size: or(count, 64),
  hidden_sizes: or(z.array(count).min(1), [256, 512, 1024, 2048]),
  depths: or(z.array(layerCount).min(1).max(16), [3, 4, 6, 3]),
  layer_type: or(z.enum(['basic', 'bottleneck']), 'bottleneck'),
  hidden_act: or(z.string(), 'relu'),
  downsample_in_first_stage: or(z.boolean(), false),
  downsample_in_bottleneck: or(z.boolean(), false),
})
type ResNetConfig = z.infer<typeof schema>

interface LayerShape {
  readonly from: number
  readonly to: number
  readonly stride: number
}

/** ResNet, "v1.5" unless config.json says otherwise. Mirrors transformers' modeling_resnet.py. */
export const resnet: Encoder = {
  id: 'resnet',
  modelTypes: ['resnet'],
  canonicalName: stored => stored.replace(/^resnet\./, ''),
  compile(files, has) {
    const config = parseConfig('config.json', schema, files.config)
    const { hidden_sizes: widths, depths } = config
    if (widths.length !== depths.length)
      throw new Refusal(
        'bad-config',
        `config.json: ${depths.length} depths for the ${widths.length} hidden_sizes`,
      )
    const width = widths.at(-1) ?? 0
    const labels = classifies(config, has('classifier.1.weight')) ? labelsOf(config) : []
    return {
      shape: {
        family: 'resnet',
        vision: {
          modelType: 'resnet',
          layers: depths.length,
          width,
          heads: null,
          imageSize: null,
          patchSize: null,
        },
        text: null,
        embeddingWidth: width,
        classes: labels.length,
        attentionGrid: null,
      },
      image: imageProcessing(files.preprocessor, 'ConvNextImageProcessor'),
      labels,
      text: null,
      contrast: null,
      author(m, pixels) {
        let hidden = stem(m.at('embedder.embedder'), pixels, config)
        const states = [channelMeans(m, hidden, config.embedding_size)]
        widths.forEach((to, index) => {
          const first = index === 0
          hidden = stage(m.at(`encoder.stages.${index}`), hidden, depths[index] ?? 0, config, {
            from: widths[index - 1] ?? config.embedding_size,
            to,
            stride: first && !config.downsample_in_first_stage ? 1 : 2,
          })
          states.push(channelMeans(m, hidden, to))
        })
        const embedding = states.at(-1) ?? ''
        const head = { from: width, to: labels.length, bias: true }
        return {
          embedding,
          states,
          logits: labels.length === 0 ? null : linear(m.at('classifier.1'), embedding, head),
          attention: null,
        }
      },
      leftAside: name => name.endsWith('.num_batches_tracked'),
    }
  },
}

/** A quarter of the picture's side: a 7 × 7 convolution and the maximum of 3 × 3, both with stride 2. */
function stem(m: Module, pixels: Value, { embedding_size: to, hidden_act }: ResNetConfig): Value {
  const convolved = convolution(m, pixels, { from: 3, to, kernel: 7, stride: 2, activation: hidden_act })
  return m.op('MaxPool', [convolved], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] })
}

/** Layers of one width; the first one widens and, with a stride, shrinks. */
function stage(m: Module, x: Value, depth: number, config: ResNetConfig, first: LayerShape): Value {
  let hidden = x
  for (let index = 0; index < depth; index++) {
    const shape = index === 0 ? first : { from: first.to, to: first.to, stride: 1 }
    hidden = residualLayer(m.at(`layers.${index}`), hidden, config, shape)
  }
  return hidden
}

/** act(layer(x) + shortcut(x)), the shortcut x itself where the shape stays. Inside it is always a ReLU, as in transformers. */
function residualLayer(m: Module, x: Value, config: ResNetConfig, shape: LayerShape): Value {
  const { from, to, stride } = shape
  const kernels = config.layer_type === 'basic' ? basic(shape) : bottleneck(shape, config)
  const main = kernels.reduce(
    (hidden, kernel, index) =>
      convolution(m.at(`layer.${index}`), hidden, {
        ...kernel,
        activation: index === kernels.length - 1 ? null : 'relu',
      }),
    x,
  )
  const shortcut =
    from === to && stride === 1
      ? x
      : convolution(m.at('shortcut'), x, { from, to, kernel: 1, stride, activation: null })
  return activation(m, config.hidden_act, m.add(main, shortcut))
}

function basic({ from, to, stride }: LayerShape) {
  return [
    { from, to, kernel: 3, stride },
    { from: to, to, kernel: 3, stride: 1 },
  ]
}

/** A quarter of the width inside. The stride is the 3 × 3's ("v1.5") or the first 1 × 1's. */
function bottleneck({ from, to, stride }: LayerShape, { downsample_in_bottleneck: early }: ResNetConfig) {
  const inner = Math.floor(to / 4)
  return [
    { from, to: inner, kernel: 1, stride: early ? stride : 1 },
    { from: inner, to: inner, kernel: 3, stride: early ? 1 : stride },
    { from: inner, to, kernel: 1, stride: 1 },
  ]
}
