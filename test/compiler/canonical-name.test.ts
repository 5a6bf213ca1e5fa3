import { describe, expect, test } from 'vitest'
import { publishedNames, readPublished } from '#test/support/sparse-checkpoint'
import { canonicalName } from '#workers/compiler/weights'

/** Names as transformers up to 4.51 and every save by default has them, 4.52 to 4.57 in memory, and 5 in memory. */
const layouts: [canonical: string, first: string, second: string, third: string][] = [
  [
    'language_model.embed_tokens.weight',
    'language_model.model.embed_tokens.weight',
    'model.language_model.embed_tokens.weight',
    'model.language_model.embed_tokens.weight',
  ],
  [
    'language_model.layers.0.self_attn.q_proj.bias',
    'language_model.model.layers.0.self_attn.q_proj.bias',
    'model.language_model.layers.0.self_attn.q_proj.bias',
    'model.language_model.layers.0.self_attn.q_proj.bias',
  ],
  [
    'language_model.norm.weight',
    'language_model.model.norm.weight',
    'model.language_model.norm.weight',
    'model.language_model.norm.weight',
  ],
  ['lm_head.weight', 'language_model.lm_head.weight', 'lm_head.weight', 'lm_head.weight'],
  [
    'vision_tower.encoder.layers.0.mlp.fc1.weight',
    'vision_tower.vision_model.encoder.layers.0.mlp.fc1.weight',
    'model.vision_tower.vision_model.encoder.layers.0.mlp.fc1.weight',
    'model.vision_tower.encoder.layers.0.mlp.fc1.weight',
  ],
  [
    'multi_modal_projector.linear_1.weight',
    'multi_modal_projector.linear_1.weight',
    'model.multi_modal_projector.linear_1.weight',
    'model.multi_modal_projector.linear_1.weight',
  ],
  ['image_newline', 'image_newline', 'model.image_newline', 'model.image_newline'],
]

test.each(layouts)('%s has one name in every layout', (canonical, ...stored) => {
  expect(stored.map(canonicalName)).toEqual([canonical, canonical, canonical])
})

test('the duplicated prefix of an old fault is taken away', () => {
  expect(canonicalName('language_model.model.model.norm.weight')).toBe('language_model.norm.weight')
  expect(canonicalName('model.language_model.model.norm.weight')).toBe('language_model.norm.weight')
})

test.each([
  'model.norm.weight',
  'model.layers.0.mlp.up_proj.weight',
  'vision_tower_2.encoder.weight',
  'lm_head.bias',
  'encoder.language_model.model.norm.weight',
])('%s is left as it is', name => {
  expect(canonicalName(name)).toBe(name)
})

describe.each(publishedNames)('%s', published => {
  const names = readPublished(published).shards.flatMap(shard => shard.map(([name]) => name))

  test('keeps as many names as it has, whose names are their own', () => {
    const canonical = names.map(canonicalName)
    expect(new Set(canonical).size).toBe(names.length)
    expect(canonical.map(canonicalName)).toEqual(canonical)
  })

  test('has the same names in the layout of transformers 5, and in a mixture', () => {
    const inMemory = names.map(name =>
      name === 'language_model.lm_head.weight'
        ? 'lm_head.weight'
        : `model.${name.replace(/^(language_model)\.model\.|^(vision_tower)\.vision_model\./, '$1$2.')}`,
    )
    const mixture = names.map((name, at) => (at % 2 === 0 ? name : (inMemory[at] ?? '')))
    expect(inMemory.map(canonicalName)).toEqual(names.map(canonicalName))
    expect(mixture.map(canonicalName)).toEqual(names.map(canonicalName))
  })
})
