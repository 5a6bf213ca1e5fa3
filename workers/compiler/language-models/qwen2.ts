import { z } from 'zod'
import { count, or } from '../config-values'
import { parseConfig } from '../parse-config'
import type { LanguageModelReader } from './language-model'
import { llamaConfig, llamaModel, llamaShape } from './llama-config'

const defaults = { inner: 22016, keyValueHeads: 32, vocabulary: 151936, positions: 32768, stop: null }
const schema = llamaConfig(defaults).extend({
  use_sliding_window: or(z.boolean(), false),
  sliding_window: count.nullable().default(4096),
  max_window_layers: or(z.int().nonnegative(), 28),
  layer_types: z.array(z.string()).nullish(),
})

/** Qwen2: Llama with a bias on queries, keys and values; where it is switched on, a window in the upper layers. */
export const qwen2: LanguageModelReader = {
  modelType: 'qwen2',
  read(json, inside) {
    const config = parseConfig('config.json', schema, json, inside)
    const shape = llamaShape(config)
    const { width } = shape
    const { hidden_act: activation, intermediate_size: inner } = config
    const slides = (layer: number) =>
      config.use_sliding_window &&
      (config.layer_types
        ? config.layer_types[layer] === 'sliding_attention'
        : layer >= config.max_window_layers)
    return llamaModel('qwen2', config, defaults, shape, layer => ({
      norm: { kind: 'rms', width, epsilon: config.rms_norm_eps },
      attention: { biasIn: true, biasOut: false, window: slides(layer) ? config.sliding_window : null },
      mlp: { width, inner, activation, bias: false },
    }))
  },
}
