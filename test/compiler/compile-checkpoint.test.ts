import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { copyFixture, editHeader, editJson, type Header } from '#test/safetensors/write-safetensors'
import { temporaryFolder } from '#test/support/temporary-folder'
import { checkRunnable, compileCheckpoint } from '#workers/runtime/compile-checkpoint'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'

const open = (folder: string) => openCheckpoint(folder, { provider: 'cpu', threads: 1 })

let folder: string
beforeEach(() => {
  folder = copyFixture('random-bf16')
})
const editTensors = (edit: (header: Header) => Header) => editHeader(join(folder, 'model.safetensors'), edit)
const rename = (from: string, to: string) =>
  editTensors(header =>
    Object.fromEntries(Object.entries(header).map(([name, entry]) => [name === from ? to : name, entry])),
  )
const named = (end: string): string => {
  const found = [...compileCheckpoint(folder).tensors.tensors.keys()].find(name => name.endsWith(end))
  if (found === undefined) throw new Error(`the fixture has no ${end}`)
  return found
}

test('says what a checkpoint is without loading it', () => {
  const { shape, missing, unused, compiled } = compileCheckpoint(folder)
  expect(shape).toMatchObject({ family: 'llava', storedPrecision: 'bf16' })
  expect(Object.keys(shape.text).sort()).toEqual(
    ['heads', 'keyValueHeads', 'layers', 'maxPositions', 'modelType', 'vocabulary', 'width'].sort(),
  )
  expect([missing, unused]).toEqual([[], []])
  const { layout } = compiled.packing({ width: 640, height: 480 }, 1)
  expect(layout.count).toBe(layout.blocks[0]?.tokens.length)
})

test.each([
  ['random-bf16', 'llava', 'bf16', 'clip_vision_model', 'llama', 64],
  ['random-gqa-tied-shards', 'llava', 'fp32', 'clip_vision_model', 'llama', 17],
  ['random-fp16-layers', 'llava', 'fp16', 'clip_vision_model', 'llama', 9],
  ['random-mistral-window', 'llava', 'fp16', 'clip_vision_model', 'mistral', 25],
  ['random-interleave', 'llava', 'bf16', 'siglip_vision_model', 'qwen2', 16],
  ['random-next-llama', 'llava_next', 'fp32', 'clip_vision_model', 'llama', 16],
  ['random-next-mistral', 'llava_next', 'fp16', 'clip_vision_model', 'mistral', 4],
  ['random-onevision', 'llava_onevision', 'bf16', 'siglip_vision_model', 'qwen2', 9],
  ['random-onevision-yarn', 'llava_onevision', 'bf16+fp16+fp32', 'siglip_vision_model', 'llama', 9],
])(
  '%s is a %s in %s of %s and %s, whatever its names and files',
  (name, family, precision, tower, text, rows) => {
    const { shape, missing, unused, compiled } = compileCheckpoint(copyFixture(name))
    expect(shape).toMatchObject({
      family,
      storedPrecision: precision,
      vision: { modelType: tower },
      text: { modelType: text },
    })
    expect([missing, unused]).toEqual([[], []])
    expect(compiled.rowsPerTile).toBe(rows)
    expect(compiled.packing({ width: 37, height: 52 }, 1).rowsPerTile).toBe(rows)
  },
)

describe('tensors', () => {
  test('every missing one is named, and none is loaded', async () => {
    const [projector, head] = [named('linear_1.bias'), named('lm_head.weight')]
    editJson(folder, 'config.json', config => ({ ...config, tie_word_embeddings: false }))
    rename(projector, 'draft.bias')
    rename(head, 'draft.head')
    const prepared = compileCheckpoint(folder)
    expect(prepared.missing).toEqual([
      expect.stringMatching(/^lm_head\.weight \[\d+, \d+\]$/),
      expect.stringMatching(/^multi_modal_projector\.linear_1\.bias \[\d+\]$/),
    ])
    expect(() => checkRunnable(prepared)).toThrow(
      expect.objectContaining({
        reason: 'missing-tensor',
        message: expect.stringContaining('linear_1.bias'),
      }),
    )
    await expect(open(folder)).rejects.toMatchObject({ reason: 'missing-tensor' })
  })

  test('a missing newline is named', () => {
    folder = copyFixture('random-next-mistral')
    rename('image_newline', 'image_oldline')
    const { missing, unused } = compileCheckpoint(folder)
    expect(missing).toEqual(['image_newline [48]'])
    expect(unused).toEqual(['image_oldline'])
  })

  test('an unused one is named', async () => {
    rename(named('layers.0.mlp.up_proj.weight'), 'language_model.model.layers.0.mlp.sideways_proj.weight')
    const { missing, unused } = compileCheckpoint(folder)
    expect(missing).toEqual([expect.stringContaining('language_model.layers.0.mlp.up_proj.weight')])
    expect(unused).toEqual(['language_model.layers.0.mlp.sideways_proj.weight'])
    await expect(open(folder)).rejects.toMatchObject({ reason: 'missing-tensor' })
  })

  test('one of another shape is named with both shapes', () => {
    editTensors(header => {
      const name = named('linear_1.weight')
      const entry = Object.assign({}, header[name])
      return {
        ...header,
        [name]: { ...entry, shape: [1, ...('shape' in entry ? [entry.shape].flat() : [])] },
      }
    })
    expect(() => compileCheckpoint(folder)).toThrow(
      expect.objectContaining({
        reason: 'shape-mismatch',
        message: expect.stringMatching(
          /linear_1\.weight is \[1, \d+, \d+\], not multi_modal_projector\.linear_1/,
        ),
      }),
    )
  })

  test('the embedding is the one of the language model, whatever else ends like it', () => {
    const [embedding, projector] = [named('embed_tokens.weight'), named('linear_2.weight')]
    editTensors(({ [projector]: entry, ...rest }) => ({ 'draft.embed_tokens.weight': entry, ...rest }))
    expect(compileCheckpoint(folder).embedding.name).toBe(embedding)
  })

  test('old and new names of one tensor are refused', () => {
    const norm = named('language_model.model.norm.weight')
    rename(named('lm_head.weight'), 'model.language_model.norm.weight')
    expect(() => compileCheckpoint(folder)).toThrow(
      expect.objectContaining({ reason: 'bad-safetensors', message: expect.stringContaining(norm) }),
    )
  })
})

describe('configurations', () => {
  test('an unknown family is named beside those there are', () => {
    editJson(folder, 'config.json', config => ({ ...config, model_type: 'zaya' }))
    expect(() => compileCheckpoint(folder)).toThrow(
      expect.objectContaining({
        reason: 'unknown-family',
        message: 'model_type "zaya" is not supported; supported: llava, llava_next, llava_onevision',
      }),
    )
  })

  test.each([
    [
      'vision_feature_layer',
      { vision_feature_layer: 'last' },
      'bad-config',
      'config.json: vision_feature_layer',
    ],
    ['a layer that the tower lacks', { vision_feature_layer: 99 }, 'bad-config', 'vision_feature_layer 99'],
    [
      'a nested key',
      { text_config: { num_hidden_layers: -1 } },
      'bad-config',
      'config.json: text_config.num_hidden_layers',
    ],
    [
      'more layers than any checkpoint has',
      { text_config: { num_hidden_layers: 1e9 } },
      'bad-config',
      'config.json: text_config.num_hidden_layers',
    ],
    ['an activation', { projector_hidden_act: 'relu6' }, 'unsupported-config', 'activation "relu6"'],
    ['a tower', { vision_config: { model_type: 'siglip' } }, 'unsupported-config', 'vision tower "siglip"'],
    ['a language model', { text_config: { model_type: 'rwkv' } }, 'unsupported-config', '"rwkv"'],
    [
      'a RoPE',
      { text_config: { rope_scaling: { rope_type: 'longrope' } } },
      'unsupported-config',
      'RoPE type "longrope"',
    ],
    [
      'what a RoPE needs',
      { text_config: { rope_scaling: { rope_type: 'yarn' } } },
      'bad-config',
      'RoPE type "yarn" needs factor',
    ],
  ])('%s is named', (_, part, reason, message) => {
    editJson(folder, 'config.json', config => ({ ...config, ...part }))
    expect(() => compileCheckpoint(folder)).toThrow(
      expect.objectContaining({ reason, message: expect.stringContaining(message) }),
    )
  })

  test.each([
    [
      'a class token that anyres has no place for',
      'random-next-llama',
      { vision_feature_select_strategy: 'full' },
      'vision_feature_select_strategy "full" leaves no square of patches of a clip_vision_model',
    ],
    [
      'a patch dropped as if it were a class token',
      'random-interleave',
      { vision_feature_select_strategy: 'default' },
      'vision_feature_select_strategy "default" drops a patch of a siglip_vision_model',
    ],
    [
      'pinpoints that are not those of the processor',
      'random-next-mistral',
      { image_grid_pinpoints: [[28, 56]] },
      'image_grid_pinpoints of the image processor (4) are not those of config.json (1)',
    ],
    [
      'a picture that the model does not cut',
      'random-onevision',
      { vision_aspect_ratio: 'pad' },
      'config.json: vision_aspect_ratio',
    ],
    [
      'no window at all',
      'random-mistral-window',
      { text_config: { model_type: 'mistral', sliding_window: 0 } },
      'sliding_window',
    ],
  ])('%s is refused', (_, name, part, message) => {
    folder = copyFixture(name)
    editJson(folder, 'config.json', config => ({ ...config, ...part }))
    expect(() => compileCheckpoint(folder)).toThrow(
      expect.objectContaining({ reason: 'bad-config', message: expect.stringContaining(message) }),
    )
  })

  test('tiles of another size than the tower takes', () => {
    folder = copyFixture('random-next-mistral')
    editJson(folder, 'preprocessor_config.json', config => ({
      ...config,
      crop_size: { height: 14, width: 14 },
    }))
    expect(() => compileCheckpoint(folder)).toThrow(
      expect.objectContaining({ reason: 'bad-config', message: expect.stringContaining('tiles of 14 px') }),
    )
  })

  test('files that are no JSON, or links out of the folder, are named', () => {
    writeFileSync(join(folder, 'generation_config.json'), '{')
    expect(() => compileCheckpoint(folder)).toThrow('generation_config.json is not JSON')
    rmSync(join(folder, 'generation_config.json'))
    const outside = join(temporaryFolder(), 'secret.json')
    writeFileSync(outside, '{}')
    symlinkSync(outside, join(folder, 'generation_config.json'))
    expect(() => compileCheckpoint(folder)).toThrow(
      expect.objectContaining({
        reason: 'unsafe-file',
        message: expect.stringContaining('generation_config.json'),
      }),
    )
  })

  test('a folder that is none', () => {
    expect(() => compileCheckpoint(join(folder, 'nowhere'))).toThrow(
      expect.objectContaining({
        reason: 'checkpoint-not-found',
        message: expect.stringContaining('nowhere'),
      }),
    )
  })
})

test.each([
  ['tokenizer.json', 'bad-tokenizer'],
  ['chat_template.jinja', 'bad-chat-template'],
  ['model.safetensors', 'checkpoint-not-found'],
  ['config.json', 'checkpoint-not-found'],
])('without %s nothing is opened', async (file, reason) => {
  rmSync(join(folder, file))
  await expect(open(folder)).rejects.toMatchObject({ reason })
})

test('a provider that cannot be used is refused, not replaced', async () => {
  await expect(openCheckpoint(folder, { provider: 'cuda', threads: 1 })).rejects.toMatchObject({
    reason: 'provider-unavailable',
    message: expect.stringContaining('cuda'),
  })
})
