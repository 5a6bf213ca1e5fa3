import { z } from 'zod'
import { or } from '../config-values'
import { parseConfig } from '../parse-config'
import type { LanguageModelReader } from './language-model'
import { llamaConfig, llamaModel, llamaShape } from './llama-config'

const defaults = { inner: 11008, keyValueHeads: null, vocabulary: 50304, positions: 2048, stop: 50279 }
const schema = llamaConfig(defaults).extend({
  attention_bias: or(z.boolean(), false),
  clip_qkv: z.number().positive().nullish(),
})

/**
 * OLMo, the first: Llama with norms that have no weights, and queries, keys and values that may be clipped. Mirrors
 * transformers' modeling_olmo.py.
 */
export const olmo: LanguageModelReader = {
  modelType: 'olmo',
  read(json, inside) {
    const config = parseConfig('config.json', schema, json, inside)
    const shape = llamaShape(config)
    const { width } = shape
    const { attention_bias: bias, clip_qkv: clip, hidden_act: activation, intermediate_size: inner } = config
    return llamaModel('olmo', config, defaults, shape, () => ({
      norm: { kind: 'layer', width, epsilon: 1e-5, affine: false },
      attention: { biasIn: bias, biasOut: bias, window: null, clip },
      mlp: { width, inner, activation, bias: false },
    }))
  },
}
