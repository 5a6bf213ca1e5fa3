import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compareLanguageModel } from '#scripts/goldens/compare-language-models'
import { largestDifference } from '#scripts/goldens/difference'
import type { LanguageModel } from '#workers/compiler/language-models/language-model'
import { llama } from '#workers/compiler/language-models/llama'
import { emptyCache } from '#workers/runtime/key-value-cache'
import { openLanguageModel } from '#workers/runtime/open-language-model'
import { fixtureCheckpoint, languageModelFixtures, openFixtureDecoder } from './fixture-decoder'

const names = globSync(`${languageModelFixtures}/*.goldens.json`).map(file => basename(file, '.goldens.json'))

test.each(names.sort())('%s equals transformers', async name => {
  const { folder, cases } = fixtureCheckpoint(name)
  const compared = await compareLanguageModel(folder, cases)
  expect(compared).toHaveLength(3)
  for (const one of compared) {
    expect(one).toMatchObject({
      promptEqual: true,
      idsEqual: true,
      tokensEqual: true,
      continuationsEqual: true,
    })
    expect(one.logitDifference).toBeLessThan(1e-3)
    expect(one.scoreDifference).toBeLessThan(1e-3)
    expect(one.stateDifference).toBeLessThan(1e-3)
  }
})

describe('what is wrong shows', () => {
  test.each([
    ['llama-default', { rope_theta: 9000 }],
    ['llama-default', { rms_norm_eps: 1e-2 }],
    ['llama-theta', { rope_parameters: null }],
    ['llama-linear', { rope_scaling: null }],
    ['llama-linear', { rope_scaling: { type: 'linear', factor: 2.4 } }],
    ['llama-llama3', { rope_scaling: null }],
    ['llama-yarn', { rope_scaling: null }],
    [
      'llama-yarn-scales',
      {
        rope_parameters: {
          rope_type: 'yarn',
          rope_theta: 500,
          factor: 4,
          original_max_position_embeddings: 32,
        },
      },
    ],
    ['llama-dynamic', { rope_theta: 900 }],
    ['mistral-window', { sliding_window: null }],
    ['mistral-window', { sliding_window: 9 }],
    ['mistral-unbounded', { sliding_window: 40 }],
    ['qwen2-upper-window', { use_sliding_window: false }],
    ['qwen2-upper-window', { max_window_layers: 0 }],
    ['qwen2-lower-window', { layer_types: ['full_attention', 'sliding_attention'] }],
    ['gemma-default', { hidden_act: 'silu' }],
    ['olmo-clipped', { clip_qkv: null }],
    ['olmo-clipped', { clip_qkv: 1.1 }],
    ['bloom-4-heads', { n_head: 3 }],
    ['bloom-4-heads', { apply_residual_connection_post_layernorm: true }],
    ['bloom-normed-residual', { apply_residual_connection_post_layernorm: false }],
  ])('%s with %j', async (name, changes) => {
    const { folder, cases } = fixtureCheckpoint(name, changes)
    const compared = await compareLanguageModel(folder, cases)
    expect(Math.max(...compared.map(one => one.logitDifference))).toBeGreaterThan(1e-2)
  })

  const plainNorms = (language: LanguageModel): LanguageModel => {
    const { shape } = language
    const { layer, finish } = llama.read({
      hidden_size: shape.width,
      intermediate_size: 48,
      num_hidden_layers: shape.layers,
      num_attention_heads: shape.heads,
      num_key_value_heads: shape.keyValueHeads,
      head_dim: shape.headWidth,
      hidden_act: 'gelu_pytorch_tanh',
    })
    return { ...language, layer, finish }
  }
  const changes: Record<string, (language: LanguageModel) => LanguageModel> = {
    'no change': language => language,
    'slopes reversed': language => ({ ...language, alibi: language.alibi?.toReversed() ?? null }),
    'no slopes': language => ({ ...language, alibi: null }),
    'embeddings not normed': language => ({ ...language, enter: (_, embeddings) => embeddings }),
    'norms not offset': plainNorms,
    'embeddings not scaled': language => ({ ...language, embedding: { ...language.embedding, scale: 1 } }),
  }
  test.each([
    ['bloom-6-heads', 'no change', false],
    ['bloom-6-heads', 'slopes reversed', true],
    ['bloom-6-heads', 'no slopes', true],
    ['bloom-6-heads', 'embeddings not normed', true],
    ['gemma-default', 'no change', false],
    ['gemma-default', 'norms not offset', true],
    ['gemma-default', 'embeddings not scaled', true],
  ])('%s: %s', async (name, change, shows) => {
    const { decoder, language, cases, embed } = await openFixtureDecoder(name, {}, changes[change])
    for (const golden of cases) {
      const fed = await decoder.feed({ hidden: embed(golden.inputIds), cache: emptyCache(language.shape) })
      const difference = largestDifference(fed.logits, golden.logits)
      if (shows) expect(difference).toBeGreaterThan(1e-2)
      else expect(difference).toBeLessThan(1e-3)
    }
    await decoder.release()
  })
})

describe('a runner', () => {
  test('is the same in sessions of one layer', async () => {
    const { folder, cases } = fixtureCheckpoint('qwen2-default')
    const once = await openLanguageModel(folder, { provider: 'cpu', threads: 1 })
    const cut = await openLanguageModel(folder, { provider: 'cpu', threads: 1, layersPerSession: 1 })
    for (const { prompt } of cases) {
      const request = { prompt, maxNewTokens: 16, logits: true }
      expect(await cut.generate(request)).toEqual(await once.generate(request))
    }
    expect(cut.digest).toBe(once.digest)
    await once.close()
    await cut.close()
  })

  test.each(['bloom-6-heads', 'gemma-default', 'olmo-clipped', 'mistral-window'])(
    '%s says the same where tokens are decoded inside one graph',
    async name => {
      const { folder, cases } = fixtureCheckpoint(name)
      const runner = await openLanguageModel(folder, { provider: 'cpu', threads: 1, loop: true })
      for (const { prompt, generatedIds, logits } of cases) {
        const answer = await runner.generate({ prompt, maxNewTokens: 16, logits: true })
        expect(answer.generatedIds).toEqual(generatedIds)
        expect(largestDifference(answer.logits ?? [], logits)).toBeLessThan(1e-3)
      }
      await runner.close()
    },
  )

  test('has hidden states only where it was opened with taps', async () => {
    const { folder } = fixtureCheckpoint('qwen2-default')
    const runner = await openLanguageModel(folder, { provider: 'cpu', threads: 1 })
    await expect(runner.hiddenStates('Yes')).rejects.toMatchObject({ reason: 'bad-usage' })
    expect(runner).toMatchObject({ provider: 'cpu', precision: 'fp32', shape: { family: 'qwen2' } })
    await runner.close()
  })

  test('averages over a text as it stands, whatever its chat template', async () => {
    const [plain, chatting] = [fixtureCheckpoint('qwen2-default'), fixtureCheckpoint('qwen2-template')]
    const open = (folder: string) =>
      openLanguageModel(folder, { provider: 'cpu', threads: 1, taps: 'pooled' })
    const runners = [await open(plain.folder), await open(chatting.folder)]
    const [a, b] = await Promise.all(runners.map(runner => runner.hiddenStates('the red object')))
    expect(a).toEqual(b)
    expect(runners[0]?.digest).not.toBe(runners[1]?.digest)
    for (const runner of runners) await runner.close()
  })

  test('refuses a prompt that is longer than its positions', async () => {
    const { folder } = fixtureCheckpoint('mistral-window')
    const runner = await openLanguageModel(folder, { provider: 'cpu', threads: 1 })
    const prompt = 'the red object '.repeat(60)
    await expect(runner.generate({ prompt, maxNewTokens: 1 })).rejects.toMatchObject({
      reason: 'too-many-tokens',
      message: expect.stringContaining('128 positions'),
    })
    await runner.close()
  })
})
