import { Tensor } from 'onnxruntime-node'
import { describe, expect, test } from 'vitest'
import { compareEncoder, readEncoderGoldens } from '#scripts/goldens/compare-encoders'
import { largestDifference } from '#scripts/goldens/difference'
import { encoderFixture, encoderNames } from '#scripts/goldens/encoder-fixtures'
import { pattern } from '#test/image/pattern'
import { editJson } from '#test/safetensors/write-safetensors'
import { changedEncoder } from '#test/support/encoder-fixtures'
import { applyRecipe } from '#workers/image/recipe'
import { compileEncoder, encoderIo } from '#workers/runtime/compile-encoder'
import type { ImageEncoder } from '#workers/runtime/encoder'
import { openEncoder } from '#workers/runtime/open-encoder'
import { floats, openSession, outputOf } from '#workers/runtime/session'
import { TextEmbedder } from '#workers/runtime/text-embedder'
import { RowReader } from '#workers/safetensors/read-rows'
import { openTokenizer } from '#workers/text/tokenizer'

const open = (folder: string) => openEncoder(folder, { provider: 'cpu', threads: 1 })
const fixture = (name: string) => open(encoderFixture(name))
const image = pattern(64, 48)

const goldens = encoderNames.flatMap(name =>
  readEncoderGoldens(`${encoderFixture(name)}.goldens.json`, encoderFixture(name)).map(
    golden => [name, golden.title, golden] as const,
  ),
)

describe('equals transformers', () => {
  test('every family, and every key that changes what it computes', () => {
    expect(new Set(goldens.map(([name]) => name.split('-')[0]))).toEqual(
      new Set(['clip', 'siglip', 'vit', 'deit', 'resnet']),
    )
    expect(goldens.length).toBeGreaterThan(20)
  })

  test.each(goldens)('%s, %s', async (name, _, golden) => {
    const encoder = await open(changedEncoder(name, golden.config))
    const differences = await compareEncoder(encoder, golden)
    await encoder.close()
    for (const difference of Object.values(differences)) expect(difference).toBeLessThan(1e-4)
    const [picture] = golden.pictures
    expect(encoder.shape.classes).toBe(picture?.logits?.length ?? 0)
    expect(encoder.shape.embeddingWidth).toBe(picture?.embedding.length)
    expect(encoder.shape.attentionGrid === null).toBe(picture?.attention === null)
    expect(encoder.shape.text === null).toBe(golden.texts.length === 0)
  })

  // A golden would hold whatever we did, were its checkpoint too degenerate for a mistake to show.
  test.each(goldens.filter(([, title]) => title !== 'as-saved' && title !== 'end-is-2'))(
    '%s: what it would be without %s is far from it',
    async (name, _, golden) => {
      const encoder = await fixture(name)
      const { embedding, states, text } = await compareEncoder(encoder, golden)
      await encoder.close()
      expect(Math.max(embedding, states, text)).toBeGreaterThan(1e-2)
    },
  )

  test('the mutations of one part leave the others alone', async () => {
    const wrongEnd = goldens.find(([, title]) => title === 'end-is-a-word')?.[2]
    if (!wrongEnd) throw new Error('there is no golden of another end token')
    const encoder = await fixture('clip-fp16')
    const { embedding, states, attention, text, zeroShot } = await compareEncoder(encoder, wrongEnd)
    await encoder.close()
    expect(Math.max(embedding, states, attention)).toBeLessThan(1e-4)
    expect(Math.min(text, zeroShot)).toBeGreaterThan(1e-2)
  })
})

// The graphs of another provider, run by this one: WebGPU's attention is spelled out in matrix products.
test.each(['clip-fp16', 'siglip-bf16'])('%s as it is authored for WebGPU gives the same', async name => {
  const {
    files,
    image: graph,
    text,
    compiled,
    tensors,
  } = compileEncoder(encoderFixture(name), {
    provider: 'webgpu',
    precision: 'fp32',
  })
  const encoder = await fixture(name)
  const session = await openSession(graph, tensors.folder, { provider: 'cpu', threads: 1 })
  const { width, height, values } = applyRecipe(image, compiled.image)
  const pixels = new Tensor('float32', values, [1, 3, height, width])
  const embedding = outputOf(await session.run({ [encoderIo.pixels]: pixels }), encoderIo.embedding)
  expect(largestDifference(floats(embedding), await encoder.embedImage(image))).toBeLessThan(1e-4)
  await session.release()
  if (!text) throw new Error('the fixture has no text tower')
  const reading = await openSession(text.graph, tensors.folder, { provider: 'cpu', threads: 1 })
  const embedder = new TextEmbedder(
    reading,
    text.tower,
    openTokenizer(files.tokenizer, files.tokenizerConfig, files),
    new RowReader(tensors.folder, text.embedding),
  )
  const [expected] = await encoder.embedTexts(['a red bird'])
  expect(largestDifference(await embedder.embed('a red bird'), expected ?? [])).toBeLessThan(1e-4)
  await embedder.release()
  await encoder.close()
})

describe('what it can do', () => {
  const names = ['clip-fp16', 'siglip-vision', 'vit-dino', 'resnet-bottleneck'] as const
  const asked: Record<string, (encoder: ImageEncoder) => unknown> = {
    'text tower': encoder => encoder.embedTexts(['a cat']),
    'classification head': encoder => encoder.classify(image),
    'class token': encoder => encoder.classAttention(image),
  }
  const lacks: Record<(typeof names)[number], readonly string[]> = {
    'clip-fp16': ['classification head'],
    'siglip-vision': ['text tower', 'classification head', 'class token'],
    'vit-dino': ['text tower', 'classification head'],
    'resnet-bottleneck': ['text tower', 'class token'],
  }

  test.each(names)('%s refuses what it lacks by its name', async name => {
    const encoder = await fixture(name)
    const refused: string[] = []
    for (const [part, ask] of Object.entries(asked))
      await Promise.resolve(ask(encoder)).catch(error => {
        expect(error).toMatchObject({
          reason: 'bad-usage',
          message: expect.stringContaining(`has no ${part}`),
        })
        refused.push(part)
      })
    await encoder.close()
    expect(refused).toEqual(lacks[name])
  })

  test('without texts there is nothing to tell apart', async () => {
    const encoder = await fixture('vit-classifier')
    expect(() => encoder.zeroShot(new Float32Array(32), [])).toThrow('this vit has no text tower')
    expect(encoder.labels).toEqual(Array.from({ length: 7 }, (_, index) => `class ${index}`))
    await encoder.close()
  })
})

test('an answer that is changed by its owner does not change the next one', async () => {
  const encoder = await fixture('vit-dino')
  const first = await encoder.embedImage(image)
  const kept = first.slice()
  first.fill(0)
  expect(await encoder.embedImage(image)).toEqual(kept)
  expect(largestDifference(await encoder.embedImage(pattern(37, 90)), kept)).toBeGreaterThan(1e-2)
  expect(await encoder.embedImage(image)).toEqual(kept)
  await encoder.close()
})

test('a text is the same alone and among others, and its end survives a cut', async () => {
  for (const name of ['clip-fp16', 'siglip-bf16']) {
    const encoder = await fixture(name)
    const texts = ['a cat', `a cat ${'and a dog '.repeat(30)}`, `a cat ${'and a dog '.repeat(40)}`]
    const [alone] = await encoder.embedTexts(texts.slice(0, 1))
    const [among, long, longer] = await encoder.embedTexts(texts)
    await encoder.close()
    expect(among).toEqual(alone)
    expect(longer).toEqual(long)
    expect(long).not.toEqual(alone)
  }
})

test('an image processor that makes another size than the encoder takes is refused with both', async () => {
  const folder = changedEncoder('vit-dino')
  editJson(folder, 'preprocessor_config.json', config => ({ ...config, size: { height: 40, width: 44 } }))
  const encoder = await open(folder)
  await expect(encoder.embedImage(image)).rejects.toMatchObject({
    reason: 'bad-config',
    message: 'the image processor makes 1 × 44 × 40 px; the encoder takes 1 × 48 × 48',
  })
  await encoder.close()
})

test('a token that has no embedding is refused', async () => {
  const folder = changedEncoder('siglip-bf16')
  editJson(folder, 'tokenizer_config.json', config => ({ ...config, pad_token: '<new>' }))
  const encoder = await open(folder)
  await expect(encoder.embedTexts(['a cat'])).rejects.toMatchObject({
    reason: 'bad-tokenizer',
    message: 'token id 286 of a text; the checkpoint has 286 embeddings',
  })
  await encoder.close()
})
