import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { editHeader } from '#test/safetensors/write-safetensors'
import { familyOf, readCheckpointFiles } from '#workers/compiler/read-config'
import { checkRunnable } from '#workers/runtime/compile-checkpoint'
import { compileLanguageModel } from '#workers/runtime/compile-language-model'
import { fixtureCheckpoint } from './fixture-decoder'

const compile = (name: string, changes: Record<string, unknown> = {}) =>
  compileLanguageModel(fixtureCheckpoint(name, changes).folder)
const renamed = (name: string, rename: (tensor: string) => string) => {
  const { folder } = fixtureCheckpoint(name)
  editHeader(join(folder, 'model.safetensors'), header =>
    Object.fromEntries(
      Object.entries(header).map(([tensor, entry]) => [
        tensor.startsWith('__') ? tensor : rename(tensor),
        entry,
      ]),
    ),
  )
  return compileLanguageModel(folder)
}

test('says what a language model is without loading it', () => {
  const { shape, missing, unused, memoryBytes, stopTokens } = compile('llama-stop')
  expect(shape).toMatchObject({
    family: 'llama',
    storedPrecision: 'bf16',
    text: { modelType: 'llama', layers: 3, width: 32, heads: 4, keyValueHeads: 2, maxPositions: 128 },
  })
  expect([missing, unused]).toEqual([[], []])
  // Every weight but the embeddings, which are read row by row, in fp32; 300 MB besides.
  expect(memoryBytes).toBe(300e6 + 4 * (shape.parameters - shape.text.vocabulary * shape.text.width))
  expect(stopTokens).toHaveLength(2)
})

describe('tensors', () => {
  const bare = (tensor: string) => tensor.replace(/^(model|transformer)\./, '')
  test.each([
    ['bloom-4-heads', (tensor: string) => `transformer.${tensor}`],
    ['bloom-4-heads', bare],
    ['llama-default', (tensor: string) => (tensor === 'lm_head.weight' ? tensor : bare(tensor))],
  ])('%s is spelled with and without the prefix of its class', (name, rename) => {
    expect(renamed(name, rename)).toMatchObject({ missing: [], unused: [] })
  })

  test('an untied head that is not stored is missing, a tied one is not', () => {
    // Buffers that old versions stored are left aside.
    const oldBuffer = 'model.layers.0.self_attn.rotary_emb.inv_freq'
    const headless = (tensor: string) => (tensor === 'lm_head.weight' ? oldBuffer : tensor)
    const prepared = renamed('llama-default', headless)
    expect(prepared.missing).toEqual(['lm_head.weight [704, 32]'])
    expect(() => checkRunnable(prepared)).toThrow(expect.objectContaining({ reason: 'missing-tensor' }))
    expect(renamed('llama-tied', headless)).toMatchObject({ missing: [], unused: [] })
  })

  test('one that no graph uses is named', () => {
    const { missing, unused } = renamed('gemma-default', tensor =>
      tensor.replace('layers.1.mlp.up', 'layers.2.mlp.up'),
    )
    expect(missing).toEqual(['language_model.layers.1.mlp.up_proj.weight [48, 32]'])
    expect(unused).toEqual(['language_model.layers.2.mlp.up_proj.weight'])
  })
})

describe('refused by name', () => {
  test.each(['gemma2', 'gemma3_text', 'olmo2', 'phi3', 'llava'])('%s', modelType => {
    expect(() => compile('gemma-default', { model_type: modelType })).toThrow(
      expect.objectContaining({
        reason: 'unknown-family',
        message: `model_type "${modelType}" is not a language model that is supported; supported: llama, mistral, qwen2, gemma, olmo, bloom`,
      }),
    )
  })

  test.each(['gemma', 'olmo', 'bloom'])('%s inside a checkpoint that sees', modelType => {
    const files = readCheckpointFiles(fixtureCheckpoint('gemma-default').folder)
    const config = { model_type: 'llava', text_config: { model_type: modelType } }
    expect(() => familyOf({ ...files, config }).compile({ ...files, config })).toThrow(
      expect.objectContaining({ reason: 'unsupported-config', message: expect.stringContaining(modelType) }),
    )
  })

  test.each([
    [
      'gemma-default',
      { hidden_act: 'gelu', hidden_activation: 'relu' },
      'unsupported-config',
      'hidden_activation',
    ],
    ['gemma-default', { use_bidirectional_attention: true }, 'bad-config', 'use_bidirectional_attention'],
    ['bloom-4-heads', { slow_but_exact: true }, 'bad-config', 'slow_but_exact'],
    ['olmo-clipped', { clip_qkv: -1 }, 'bad-config', 'clip_qkv'],
    ['llama-default', { partial_rotary_factor: 0.5 }, 'unsupported-config', 'partial_rotary_factor 0.5'],
    ['llama-default', { rope_scaling: { type: 'longrope' } }, 'unsupported-config', 'longrope'],
    ['llama-default', { vocab_size: 640 }, 'shape-mismatch', 'embed_tokens'],
  ])('%s with %j', (name, changes, reason, named) => {
    expect(() => compile(name, changes)).toThrow(
      expect.objectContaining({ reason, message: expect.stringContaining(named) }),
    )
  })
})

test('keys and values have as many heads as queries where config.json says null', () => {
  expect(compile('olmo-clipped', { num_key_value_heads: null }).language.shape.keyValueHeads).toBe(4)
  expect(() => compile('mistral-window', { num_key_value_heads: null })).toThrow(
    expect.objectContaining({
      reason: 'shape-mismatch',
      message: expect.stringContaining('not language_model.layers.0.self_attn.k_proj.weight [32, 32]'),
    }),
  )
})
