import { z } from 'zod'
import { or } from '../config-values'
import { parseConfig } from '../parse-config'
import type { LanguageModelReader } from './language-model'
import { llamaConfig, llamaModel, llamaShape } from './llama-config'

const defaults = { inner: 11008, keyValueHeads: null, vocabulary: 32000, positions: 2048, stop: 2 }
const schema = llamaConfig(defaults).extend({
  attention_bias: or(z.boolean(), false),
  mlp_bias: or(z.boolean(), false),
})

/** Llama and Vicuna, all sizes. Mirrors transformers' modeling_llama.py. */
export const llama: LanguageModelReader = {
  modelType: 'llama',
  read(json, inside) {
    const config = parseConfig('config.json', schema, json, inside)
    const shape = llamaShape(config)
    const { width } = shape
    const { attention_bias, mlp_bias, hidden_act: activation, intermediate_size: inner } = config
    return llamaModel('llama', config, defaults, shape, () => ({
      norm: { kind: 'rms', width, epsilon: config.rms_norm_eps },
      attention: { biasIn: attention_bias, biasOut: attention_bias, window: null },
      mlp: { width, inner, activation, bias: mlp_bias },
    }))
  },
}
