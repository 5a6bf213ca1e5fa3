import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encoderFixture, encoderNames } from '#scripts/goldens/encoder-fixtures'
import { editHeader, editJson, type Header, writeSafetensors } from '#test/safetensors/write-safetensors'
import { changedEncoder } from '#test/support/encoder-fixtures'
import { encoders } from '#workers/compiler/encoders/index'
import { checkRunnable } from '#workers/runtime/compile-checkpoint'
import { compileEncoder } from '#workers/runtime/compile-encoder'

const rename = (folder: string, from: string, to: string) =>
  editHeader(join(folder, 'model.safetensors'), header =>
    Object.fromEntries(Object.entries(header).map(([name, entry]) => [name === from ? to : name, entry])),
  )
const refusal = (reason: string, message: string) =>
  expect.objectContaining({ reason, message: expect.stringContaining(message) })

test.each(encoderNames)('%s has what its graphs need, and nothing else', name => {
  const prepared = compileEncoder(encoderFixture(name))
  expect([prepared.missing, prepared.unused]).toEqual([[], []])
  expect(() => checkRunnable(prepared)).not.toThrow()
})

test('says what an encoder is without loading it', () => {
  expect(compileEncoder(encoderFixture('clip-fp16')).shape).toEqual({
    family: 'clip',
    vision: {
      modelType: 'clip_vision_model',
      layers: 3,
      width: 32,
      heads: 4,
      imageSize: 40,
      patchSize: 8,
    },
    text: { layers: 2, width: 24, heads: 2, vocabulary: 892, maxPositions: 24 },
    embeddingWidth: 20,
    classes: 0,
    attentionGrid: 5,
    storedPrecision: 'fp16',
    parameters: expect.any(Number),
    weightBytes: expect.any(Number),
  })
  expect(compileEncoder(encoderFixture('resnet-bottleneck')).shape).toMatchObject({
    vision: { layers: 3, width: 48, heads: null, imageSize: null, patchSize: null },
    classes: 7,
    attentionGrid: null,
  })
})

/** [config, tensors and elements that transformers 5.23 counts, statistics of batch normalisation included]. */
const published: [string, Header, number, number][] = [
  [
    'CLIP ViT-L/14',
    {
      model_type: 'clip',
      projection_dim: 768,
      text_config: { hidden_size: 768, intermediate_size: 3072, num_attention_heads: 12 },
      vision_config: {
        hidden_size: 1024,
        intermediate_size: 4096,
        num_attention_heads: 16,
        num_hidden_layers: 24,
        patch_size: 14,
      },
    },
    590,
    427616513,
  ],
  [
    'SigLIP so400m at 384 px',
    {
      model_type: 'siglip',
      text_config: so400m(),
      vision_config: { ...so400m(), image_size: 384, patch_size: 14 },
    },
    888,
    877960498,
  ],
  [
    'DINO ViT-S/16',
    { model_type: 'vit', hidden_size: 384, num_attention_heads: 6, intermediate_size: 1536 },
    198,
    21665664,
  ],
  ['ViT-B/16', { model_type: 'vit', ...imagenet('ViTForImageClassification') }, 200, 86567656],
  [
    'ResNet-50',
    { model_type: 'resnet', ...imagenet('ResNetForImageClassification') },
    267,
    25557032 + 2 * 26560,
  ],
]

test.each(published)(
  '%s has the published size by its configuration alone',
  (_, config, tensors, elements) => {
    const folder = changedEncoder('vit-dino')
    editJson(folder, 'config.json', () => config)
    writeSafetensors(join(folder, 'model.safetensors'), {}, new Uint8Array())
    const { missing, memoryBytes } = compileEncoder(folder)
    expect(missing.length).toBe(tensors)
    const sizes = missing.map(one =>
      (/\[(.*)\]$/.exec(one)?.[1] ?? '')
        .split(', ')
        .filter(side => side !== '')
        .reduce((product, side) => product * Number(side), 1),
    )
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(elements)
    expect(memoryBytes).toBeGreaterThan(0)
  },
)

describe('names of tensors', () => {
  test.each(encoders.map(encoder => [encoder.id, encoder] as const))(
    '%s: the canonical name of a canonical name is itself',
    (id, encoder) => {
      for (const name of encoderNames.filter(one => one.startsWith(id)))
        for (const stored of compileEncoder(encoderFixture(name)).tensors.tensors.keys()) {
          const canonical = encoder.canonicalName(stored)
          expect(encoder.canonicalName(canonical)).toBe(canonical)
        }
    },
  )

  test.each([
    ['vit.encoder.layer.11.attention.attention.query.weight', 'layers.11.attention.q_proj.weight'],
    ['encoder.layer.0.attention.attention.value.bias', 'layers.0.attention.v_proj.bias'],
    ['deit.encoder.layer.2.attention.output.dense.bias', 'layers.2.attention.o_proj.bias'],
    ['vit.encoder.layer.2.intermediate.dense.weight', 'layers.2.mlp.fc1.weight'],
    ['vit.encoder.layer.2.output.dense.weight', 'layers.2.mlp.fc2.weight'],
    ['vit.layers.2.layernorm_after.weight', 'layers.2.layernorm_after.weight'],
    ['vit.embeddings.cls_token', 'embeddings.cls_token'],
    ['classifier.weight', 'classifier.weight'],
  ])('%s is %s', (stored, canonical) => {
    for (const id of ['vit', 'deit'])
      expect(encoders.find(encoder => encoder.id === id)?.canonicalName(stored)).toBe(canonical)
  })
})

describe('tensors', () => {
  test('a missing one is named by where it belongs', () => {
    const folder = changedEncoder('vit-dino')
    rename(folder, 'encoder.layer.1.attention.attention.key.bias', 'encoder.layer.1.attention.sideways.bias')
    const prepared = compileEncoder(folder)
    expect(prepared.missing).toEqual(['layers.1.attention.k_proj.bias [32]'])
    expect(prepared.unused).toEqual(['layers.1.attention.sideways.bias'])
    expect(() => checkRunnable(prepared)).toThrow(refusal('missing-tensor', 'layers.1.attention.k_proj.bias'))
  })

  test('one that nothing knows is named', () => {
    const folder = changedEncoder('vit-dino', { num_hidden_layers: 2 })
    const prepared = compileEncoder(folder)
    expect(prepared.unused.length).toBe(16)
    expect(() => checkRunnable(prepared)).toThrow(refusal('unused-tensor', 'layers.2.'))
  })

  test('a head that the class in config.json has and the files lack is missing', () => {
    const folder = changedEncoder('resnet-basic', { architectures: ['ResNetForImageClassification'] })
    expect(compileEncoder(folder).missing).toEqual(['classifier.1.bias [2]', 'classifier.1.weight [2, 32]'])
  })

  test('labels that do not fit the head are a shape that differs', () => {
    const folder = changedEncoder('vit-classifier')
    editJson(folder, 'config.json', config => ({ ...config, id2label: { 0: 'cat', 1: 'dog', 2: 'bird' } }))
    expect(() => compileEncoder(folder)).toThrow(
      refusal('shape-mismatch', 'classifier.weight is [7, 32], not classifier.weight [3, 32]'),
    )
  })

  test('the mask token of pre-training is left aside', () => {
    const folder = changedEncoder('vit-dino')
    rename(folder, 'embeddings.cls_token', 'embeddings.mask_token')
    expect(compileEncoder(folder)).toMatchObject({
      missing: ['embeddings.cls_token [1, 1, 32]'],
      unused: [],
    })
  })
})

test.each([
  [
    'vit-dino',
    { model_type: 'swin' },
    'unknown-family',
    'model_type "swin" is not an encoder that is supported; supported: clip, clip_vision_model, siglip, siglip_vision_model, vit, deit, resnet',
  ],
  ['vit-dino', { image_size: [48, 32] }, 'bad-config', 'image_size'],
  ['vit-dino', { hidden_act: 'mish' }, 'unsupported-config', 'activation "mish"'],
  ['vit-dino', { num_attention_heads: 5 }, 'bad-config', 'hidden_size 32 is no multiple of 5 heads'],
  ['vit-dino', { patch_size: 0 }, 'bad-config', 'config.json: patch_size'],
  ['clip-fp16', { text_config: { num_hidden_layers: -1 } }, 'bad-config', 'text_config.num_hidden_layers'],
  [
    'siglip-bf16',
    { vision_config: { vision_use_head: false } },
    'unsupported-config',
    'vision_use_head false leaves no embedding',
  ],
  ['siglip-bf16', { text_config: { projection_size: 24 } }, 'bad-config', 'projection_size 24'],
  ['resnet-basic', { layer_type: 'wide' }, 'bad-config', 'layer_type'],
  ['resnet-basic', { depths: [2, 2] }, 'bad-config', '2 depths for the 3 hidden_sizes'],
] as const)('%s with %o is refused', (name, change, reason, message) => {
  expect(() => compileEncoder(changedEncoder(name, change))).toThrow(refusal(reason, message))
})

function so400m() {
  return {
    hidden_size: 1152,
    intermediate_size: 4304,
    num_hidden_layers: 27,
    num_attention_heads: 16,
  }
}

function imagenet(architecture: string) {
  const id2label = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [index, `class ${index}`]))
  return { architectures: [architecture], id2label }
}
