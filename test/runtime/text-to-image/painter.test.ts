import { describe, expect, test } from 'vitest'
import type { SynthesisRequest } from '#lib/domain/synthesizer'
import { sha256 } from '#test/image/pattern'
import { editJson } from '#test/safetensors/write-safetensors'
import { openGraphSession, openSlot, type SessionSlot } from '#workers/runtime/text-to-image/graph-session'
import { openTextToImage } from '#workers/runtime/text-to-image/open-text-to-image'
import { openPainter } from '#workers/runtime/text-to-image/painter'
import { readPipeline } from '#workers/runtime/text-to-image/read-pipeline'
import { copyPipeline, tinyPipeline } from './goldens'
import { number, writePlainDecoder, writeTanhUnet } from './made-graph'

const request: SynthesisRequest = {
  caption: 'a red bird',
  seed: 0,
  item: 'demo',
  image: 0,
  width: 32,
  height: 32,
}

async function synthesize(folder: string, ...requests: SynthesisRequest[]) {
  const synthesizer = await openTextToImage(folder, { provider: 'cpu', threads: 1 })
  try {
    return await Promise.all(requests.map(one => synthesizer.synthesize(one)))
  } finally {
    await synthesizer.close()
  }
}

describe('a record', () => {
  test('says how a picture came about', async () => {
    const [made] = await synthesize(tinyPipeline, { ...request, image: 3 })
    if (made?.kind !== 'image') expect.fail()
    expect(made.image).toMatchObject({ width: 32, height: 32 })
    expect(made.record).toEqual({
      seedString: 'synth-noise/1|seed=0|item=demo|image=3',
      noiseHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      pixelHash: sha256(made.image.pixels),
      truncation: {
        truncated: false,
        policy: 'head',
        tokenizers: Array(2).fill({ full: 5, kept: 5, droppedIds: [], droppedText: '' }),
      },
      revisedPrompt: null,
      sizeAsked: null,
      stageMs: { text: expect.any(Number), unet: expect.any(Number), vae: expect.any(Number) },
    })
  })

  test('says what of a caption was not read', async () => {
    const [made] = await synthesize(tinyPipeline, { ...request, caption: 'tree '.repeat(100) })
    if (made?.kind !== 'image' || made.record.truncation === 'unknown') expect.fail()
    expect(made.record.truncation.truncated).toBe(true)
  })
})

test('the identity names every file that decides a picture, and every setting', async () => {
  const folder = copyPipeline()
  const identityOf = async () => {
    const synthesizer = await openTextToImage(folder, { provider: 'cpu', threads: 1 })
    await synthesizer.close()
    if (synthesizer.identity.kind !== 'diffusers-onnx') expect.fail()
    return synthesizer.identity
  }
  const before = await identityOf()
  expect(before).toMatchObject({
    provider: 'cpu',
    runtime: '1.30.0',
    steps: 4,
    size: { width: 32, height: 32 },
    guidance: 0,
    overrides: [],
    seedRecipe: 'synth-noise/1',
    truncation: 'head',
    batch: 1,
    vae: null,
  })
  expect(Object.keys(before.files)).toEqual([
    'model_index.json',
    'parallax.json',
    'scheduler/scheduler_config.json',
    'text_encoder/config.json',
    'text_encoder/model.onnx',
    'text_encoder_2/config.json',
    'text_encoder_2/model.onnx',
    'tokenizer/tokenizer.json',
    'tokenizer/tokenizer_config.json',
    'tokenizer_2/merges.txt',
    'tokenizer_2/special_tokens_map.json',
    'tokenizer_2/tokenizer_config.json',
    'tokenizer_2/vocab.json',
    'unet/config.json',
    'unet/model.onnx',
    'unet/model.onnx_data',
    'vae_decoder/config.json',
    'vae_decoder/model.onnx',
  ])
  editJson(folder, 'vae_decoder/config.json', config => ({ ...config, scaling_factor: 0.38 }))
  const after = await identityOf()
  const changed = Object.keys(after.files).filter(file => after.files[file] !== before.files[file])
  expect(changed).toEqual(['vae_decoder/config.json'])
})

describe('a picture depends', () => {
  const hashOf = async (...requests: SynthesisRequest[]) =>
    (await synthesize(tinyPipeline, ...requests)).map(made =>
      made.kind === 'image' ? made.record.pixelHash : made.said,
    )

  test('on nothing but its request: order, company and process change no bit', async () => {
    const other = { ...request, caption: 'a dog', image: 1 }
    const [alone] = await hashOf(request)
    expect(await hashOf(other, request, other, request)).toEqual([
      expect.any(String),
      alone,
      expect.any(String),
      alone,
    ])
  })

  test('on every part of it', async () => {
    const changes: Partial<SynthesisRequest>[] = [
      {},
      { caption: 'a red bird.' },
      { seed: 1 },
      { item: 'demo2' },
      { image: 1 },
      { width: 36 },
      { height: 36 },
    ]
    const hashes = await hashOf(...changes.map(change => ({ ...request, ...change })))
    expect(new Set(hashes).size).toBe(changes.length)
  })
})

describe('a request', () => {
  test.each<[string, Partial<SynthesisRequest>]>([
    ['a side that the UNet cannot halve', { width: 34 }],
    ['no side', { height: 0 }],
    ['a negative side', { height: -4 }],
    ['part of a pixel', { width: 32.5 }],
    ['a side beyond all bounds', { width: 2 ** 40 }],
    ['too many pixels', { width: 4096, height: 4096 }],
    ['a seed that is no number', { seed: Number.NaN }],
    ['a negative seed', { seed: -1 }],
    ['half a picture', { image: 0.5 }],
  ])('with %s is refused, and the next is drawn', async (_, change) => {
    const synthesizer = await openTextToImage(tinyPipeline, { provider: 'cpu', threads: 1 })
    await expect(synthesizer.synthesize({ ...request, ...change })).rejects.toMatchObject({
      reason: 'bad-usage',
    })
    expect(await synthesizer.synthesize(request)).toMatchObject({ kind: 'image' })
    await synthesizer.close()
  })
})

describe('no picture', () => {
  test('where the UNet overflows', async () => {
    const folder = copyPipeline()
    writeTanhUnet(folder, 'F32', {}, graph => graph.op('Log', [number(graph, 'minus', -1)]))
    expect(await synthesize(folder, request)).toEqual([
      {
        kind: 'no-picture',
        reason: 'not-finite',
        said: 'out_sample of unet/model.onnx is NaN at place 0 of 1024',
      },
    ])
  })

  test('where the decoder does, which would be a black one', async () => {
    const folder = copyPipeline()
    writePlainDecoder(folder, 1e38)
    expect(await synthesize(folder, request)).toEqual([
      {
        kind: 'no-picture',
        reason: 'not-finite',
        said: expect.stringContaining('sample of vae_decoder/model.onnx is '),
      },
    ])
  })

  test('where it has one colour', async () => {
    const folder = copyPipeline()
    writePlainDecoder(folder, 1e-9)
    expect(await synthesize(folder, request, request)).toEqual(
      Array(2).fill({ kind: 'no-picture', reason: 'flat', said: 'every pixel has one colour' }),
    )
  })
})

describe('sessions', () => {
  /** The tiny pipeline with what is open in a log. */
  function logged(keep: boolean) {
    const pipeline = readPipeline(tinyPipeline)
    const log: string[] = []
    const slot = (name: keyof typeof pipeline.graphs): SessionSlot =>
      openSlot(async () => {
        const session = await openGraphSession(pipeline.graphs[name], { provider: 'cpu', threads: 1 })
        log.push(`+${name}`)
        return {
          ...session,
          release: () => {
            log.push(`-${name}`)
            return session.release()
          },
        }
      }, keep)
    const slots = { first: slot('first'), second: slot('second'), unet: slot('unet'), vae: slot('vae') }
    return { painter: openPainter(pipeline, slots), log }
  }

  test('stay open where memory allows', async () => {
    const { painter, log } = logged(true)
    await Promise.all([painter.synthesize(request), painter.synthesize({ ...request, caption: 'b' })])
    expect(log).toEqual(['+first', '+second', '+unet', '+vae'])
    await painter.close()
    expect(log.slice(4)).toEqual(['-first', '-second', '-unet', '-vae'])
  })

  test('are open one at a time where it does not, and draw the same', async () => {
    const { painter, log } = logged(false)
    // The second picture of a caption needs no text encoder.
    const [one, two] = await Promise.all([painter.synthesize(request), painter.synthesize(request)])
    await painter.close()
    const rest = ['+unet', '-unet', '+vae', '-vae']
    expect(log).toEqual(['+first', '-first', '+second', '-second', ...rest, ...rest])
    const [kept] = await synthesize(tinyPipeline, request)
    if (one?.kind !== 'image' || two?.kind !== 'image' || kept?.kind !== 'image') expect.fail()
    expect([one.record.pixelHash, two.record.pixelHash]).toEqual(Array(2).fill(kept.record.pixelHash))
  })
})
