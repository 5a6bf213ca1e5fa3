import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { count, layerCount, or } from '../config-values'
import { parseConfig } from '../parse-config'
import type { LanguageModelReader } from './language-model'
import { llamaConfig, llamaModel, llamaShape } from './llama-config'

const defaults = { inner: 24576, keyValueHeads: 16, vocabulary: 256000, positions: 8192, stop: 1 }
const schema = llamaConfig(defaults).extend({
  hidden_size: or(count, 3072),
  num_hidden_layers: or(layerCount, 28),
  num_attention_heads: or(count, 16),
  head_dim: or(count, 256),
  hidden_act: or(z.string(), 'gelu_pytorch_tanh'),
  hidden_activation: z.string().nullish(),
  attention_bias: or(z.boolean(), false),
  tie_word_embeddings: or(z.boolean(), true),
  use_bidirectional_attention: or(z.literal(false), false),
})

/**
 * Gemma, the first: Llama with a GELU gate, norms stored less one, embeddings that enter times sqrt(width), and heads
 * whose width is a number of its own. Mirrors transformers' modeling_gemma.py.
 */
export const gemma: LanguageModelReader = {
  modelType: 'gemma',
  read(json, inside) {
    const config = parseConfig('config.json', schema, json, inside)
    const shape = llamaShape(config)
    const { width } = shape
    const { attention_bias: bias, intermediate_size: inner } = config
    const activation = gateOf(config)
    const model = llamaModel('gemma', config, defaults, shape, () => ({
      norm: { kind: 'rms', width, epsilon: config.rms_norm_eps, offset: 1 },
      attention: { biasIn: bias, biasOut: bias, window: null },
      mlp: { width, inner, activation, bias: false },
    }))
    return { ...model, embedding: { ...model.embedding, scale: Math.fround(Math.sqrt(width)) } }
  },
}

/** The first release said "gelu" and meant its tanh approximation; where both keys stand, versions read different ones. */
function gateOf({ hidden_act, hidden_activation }: z.infer<typeof schema>): string {
  const [act, later] = [hidden_act, hidden_activation ?? hidden_act].map(name =>
    name === 'gelu' ? 'gelu_pytorch_tanh' : name,
  )
  if (act === undefined || act !== later)
    throw new Refusal(
      'unsupported-config',
      `config.json: hidden_act "${hidden_act}" and hidden_activation "${hidden_activation}" differ`,
    )
  return act
}
