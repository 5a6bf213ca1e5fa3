import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { fixtureCheckpoint } from '#test/runtime/fixture-decoder'
import { copyFixture, editJson, writeSafetensors } from '#test/safetensors/write-safetensors'
import { changedEncoder } from '#test/support/encoder-fixtures'
import { checkRunnable, compileCheckpoint } from '#workers/runtime/compile-checkpoint'
import { compileEncoder } from '#workers/runtime/compile-encoder'
import { compileLanguageModel } from '#workers/runtime/compile-language-model'

// What no published checkpoint has. Without its refusal each is an error of the runtime, a hang or gigabytes, where the
// weights have the shapes that such a config asks for and no shape gives it away.

const badConfig = (message: string | RegExp) =>
  expect.objectContaining({ reason: 'bad-config', message: expect.stringMatching(message) })

describe('language models', () => {
  test.each([
    [
      'heads that do not divide the width',
      'llama-default',
      { num_attention_heads: 5, head_dim: null },
      'hidden_size 32 is no multiple of 5 heads',
    ],
    ['more heads than memory', 'bloom-4-heads', { n_head: 1e7 }, 'hidden_size 24 is no multiple of 10000000'],
    ['heads wider than memory', 'llama-default', { head_dim: 2 ** 24 }, 'heads of width 16777216; at most'],
    ['heads that cannot be turned', 'llama-default', { head_dim: 7 }, 'heads of width 7'],
    [
      'keys that do not divide the queries',
      'gemma-default',
      { num_key_value_heads: 3 },
      'num_attention_heads 4 is no multiple of num_key_value_heads 3',
    ],
    [
      'more keys than queries',
      'llama-default',
      { num_key_value_heads: 8 },
      'num_attention_heads 4 is no multiple of num_key_value_heads 8',
    ],
    ['a norm that takes roots of less than 0', 'llama-default', { rms_norm_eps: -1 }, 'rms_norm_eps'],
    ['a norm that fp32 does not have', 'bloom-4-heads', { layer_norm_epsilon: 1e308 }, 'layer_norm_epsilon'],
    ['layers that take minutes', 'llama-default', { num_hidden_layers: 201 }, 'num_hidden_layers'],
    ['an endless frequency', 'llama-default', { rope_theta: 1e-300 }, 'frequencies that are no numbers'],
    [
      'no frequency at all',
      'llama-default',
      { rope_scaling: { rope_type: 'linear', factor: 1e-320 } },
      'frequencies that are no numbers',
    ],
    [
      'a factor on them that fp32 does not have',
      'llama-default',
      { rope_scaling: { rope_type: 'yarn', factor: 2, attention_factor: 1e308 } },
      'frequencies that are no numbers',
    ],
  ])('%s', (_, name, change, message) => {
    const { folder } = fixtureCheckpoint(name, change)
    expect(() => compileLanguageModel(folder)).toThrow(badConfig(message))
  })

  test('heads of odd width are only refused where they turn', () => {
    const { folder } = fixtureCheckpoint('bloom-4-heads', { n_head: 8 })
    expect(compileLanguageModel(folder).language.shape.headWidth).toBe(3)
  })
})

describe('encoders', () => {
  test.each([
    ['patches larger than the picture', 'vit-pooler', { patch_size: 33 }, 'image_size 32 and patch_size 33'],
    ['of SigLIP', 'siglip-bf16', { vision_config: { patch_size: 31 } }, 'make 0 patches a side'],
    [
      'more patches than memory',
      'clip-vision',
      { image_size: 4096, patch_size: 1 },
      'make 4096 patches a side',
    ],
    ['a norm of ViT', 'vit-pooler', { layer_norm_eps: 1e308 }, 'layer_norm_eps'],
    ['of CLIP', 'clip-vision', { layer_norm_eps: -1 }, 'layer_norm_eps'],
    ['of a text tower', 'clip-fp16', { text_config: { layer_norm_eps: -0.5 } }, 'text_config.layer_norm_eps'],
    [
      'texts of a million tokens each',
      'siglip-bf16',
      { text_config: { max_position_embeddings: 1e6 } },
      'max_position_embeddings',
    ],
  ])('%s', (_, name, change, message) => {
    expect(() => compileEncoder(changedEncoder(name, change))).toThrow(badConfig(message))
  })

  test('what is computed of every patch counts as memory', () => {
    const change = { image_size: 128, patch_size: 1, intermediate_size: 2 ** 24 }
    const folder = changedEncoder('clip-vision', change)
    // Nothing is stored, so that everything is missing in the shape that is asked for.
    writeSafetensors(join(folder, 'model.safetensors'), {}, new Uint8Array())
    const prepared = compileEncoder(folder)
    expect(prepared.missing.join()).toContain(`fc1.weight [${2 ** 24}, 32]`)
    expect(prepared.memoryBytes).toBeGreaterThan(128 * 128 * 2 ** 24 * 4)
    expect(() => checkRunnable({ ...prepared, missing: [], unused: [] })).toThrow(
      expect.objectContaining({ reason: 'checkpoint-too-large' }),
    )
  })
})

describe('checkpoints that see', () => {
  let folder: string
  beforeEach(() => {
    folder = copyFixture('random-mistral-window')
  })
  const refused = (file: string, change: Record<string, unknown>) => {
    editJson(folder, file, json => ({ ...json, ...change }))
    return expect(() => compileCheckpoint(folder))
  }

  test('patches larger than the picture', () => {
    const vision_config = { model_type: 'clip_vision_model', image_size: 28, patch_size: 48 }
    refused('config.json', { vision_config }).toThrow(badConfig('make 0 patches a side'))
  })

  test.each([
    ['a mean that fp32 does not have', { image_mean: [1e308, 0, 0] }, 'image_mean'],
    ['a deviation that divides to infinity', { image_std: [1e-320, 1, 1] }, 'image_std'],
    ['a factor', { rescale_factor: 1e308 }, 'rescale_factor'],
    ['gigabytes of black', { crop_size: { height: 8192, width: 8192 } }, 'crop_size'],
    ['gigabytes of picture', { size: { shortest_edge: 8192 } }, 'size'],
  ])('%s', (_, change, key) => {
    refused('preprocessor_config.json', change).toThrow(badConfig(`image processor: ${key}`))
  })

  test('a name of a million characters is not repeated', () => {
    const refuse = () => compileCheckpoint(folder)
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ model_type: `x\n${'x'.repeat(1e6)}` }))
    expect(refuse).toThrow(
      expect.objectContaining({
        reason: 'unknown-family',
        message: expect.stringMatching(/^model_type "x x{500,1000}…$/),
      }),
    )
  })
})
