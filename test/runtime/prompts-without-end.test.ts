import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyFixture, editJson } from '#test/safetensors/write-safetensors'
import { checkPromptMemory } from '#workers/runtime/memory'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'
import { openLanguageModel } from '#workers/runtime/open-language-model'
import { openTensors } from '#workers/safetensors/tensor-directory'
import { fixtureCheckpoint } from './fixture-decoder'

const cpu = { provider: 'cpu', threads: 1 } as const
const image = { width: 20, height: 20, pixels: new Uint8Array(1200).fill(77) }

test.each([false, true])('a prompt without a token is refused (in a loop: %s)', async loop => {
  const { folder } = fixtureCheckpoint('bloom-4-heads')
  editJson(folder, 'tokenizer.json', json => ({ ...json, post_processor: null }))
  const model = await openLanguageModel(folder, { ...cpu, loop, taps: 'pooled' })
  const nothing = { reason: 'bad-usage', message: expect.stringContaining('there is no text') }
  await expect(model.generate({ prompt: '', maxNewTokens: 1 })).rejects.toMatchObject(nothing)
  await expect(model.scoreContinuations({ prompt: '', continuations: ['a'] })).rejects.toMatchObject(nothing)
  await expect(model.hiddenStates('')).rejects.toMatchObject(nothing)
  await model.close()
})

test('a vocabulary that knows nothing of a prompt is to blame itself', async () => {
  const { folder } = fixtureCheckpoint('bloom-4-heads')
  const vocabulary = { type: 'BPE', vocab: {}, merges: [] }
  editJson(folder, 'tokenizer.json', json => ({
    ...json,
    model: vocabulary,
    added_tokens: [],
    post_processor: null,
  }))
  writeFileSync(join(folder, 'tokenizer_config.json'), '{}')
  const model = await openLanguageModel(folder, cpu)
  await expect(model.generate({ prompt: 'What?', maxNewTokens: 1 })).rejects.toMatchObject({
    reason: 'bad-tokenizer',
    message: 'the tokenizer makes no token of "What?"',
  })
  await model.close()
})

test('a template may put the picture last, also the second time', async () => {
  const folder = copyFixture('random-bf16')
  const template = '{{ messages[0].content[1].text }}<image>'
  writeFileSync(join(folder, 'chat_template.jinja'), template)
  const checkpoint = await openCheckpoint(folder, cpu)
  const visual = await checkpoint.encodeImage(image)
  const ask = () => checkpoint.generate({ question: 'What is it?', visualTokens: [visual], maxNewTokens: 3 })
  const once = await ask()
  expect(once.promptText).toMatch(/<image>$/)
  expect(await ask()).toEqual(once)
  await checkpoint.close()
})

test('a prompt that would not fit the memory is refused before it is read', () => {
  const shape = {
    layers: 1,
    width: 8,
    inner: 32,
    heads: 64,
    keyValueHeads: 64,
    headWidth: 8,
    vocabulary: 9,
    maxPositions: 2 ** 24,
  }
  const tooMany = expect.objectContaining({
    reason: 'too-many-tokens',
    message: expect.stringMatching(
      /^1000000 tokens at once need at least \d+\.\d GB of memory; \d+\.\d GB is free$/,
    ),
  })
  expect(() => checkPromptMemory(shape, 1e6, 1e6)).toThrow(tooMany)
  expect(() => checkPromptMemory({ ...shape, heads: 1, inner: 2 ** 24 }, 1e6, 1)).toThrow(tooMany)
  expect(() => checkPromptMemory(shape, 1, 1e6)).not.toThrow()
})

test('weights that are not finite are no answer', async () => {
  const folder = copyFixture('random-gqa-tied-shards')
  const norm = [...openTensors(folder).tensors.values()].find(({ name }) =>
    /language_model\.norm\.weight$/.test(name),
  )
  if (!norm) throw new Error('the fixture has no final norm')
  const file = join(folder, norm.file)
  const bytes = readFileSync(file)
  bytes.writeFloatLE(Number.NaN, norm.offset)
  writeFileSync(file, bytes)
  const checkpoint = await openCheckpoint(folder, cpu)
  const visualTokens = [await checkpoint.encodeImage(image)]
  await expect(
    checkpoint.generate({ question: 'What?', visualTokens, maxNewTokens: 2 }),
  ).rejects.toMatchObject({
    reason: 'bad-safetensors',
    message: expect.stringContaining('logits that are no numbers'),
  })
  await checkpoint.close()
})
