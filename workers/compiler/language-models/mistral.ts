import { count } from '../config-values'
import { parseConfig } from '../parse-config'
import type { LanguageModelReader } from './language-model'
import { llamaConfig, llamaModel, llamaShape } from './llama-config'

const defaults = { inner: 14336, keyValueHeads: 8, vocabulary: 32000, positions: 131072, stop: 2 }
/** An absent window is Mistral 7B v0.1's; null, as from v0.2 on, is none. */
const schema = llamaConfig(defaults).extend({ sliding_window: count.nullable().default(4096) })

/** Mistral: Llama with grouped queries and, in its first version, a sliding window in every layer. */
export const mistral: LanguageModelReader = {
  modelType: 'mistral',
  read(json, inside) {
    const config = parseConfig('config.json', schema, json, inside)
    const shape = llamaShape(config)
    const { width } = shape
    const { sliding_window: window, hidden_act: activation, intermediate_size: inner } = config
    return llamaModel('mistral', config, defaults, shape, () => ({
      norm: { kind: 'rms', width, epsilon: config.rms_norm_eps },
      attention: { biasIn: false, biasOut: false, window },
      mlp: { width, inner, activation, bias: false },
    }))
  },
}
