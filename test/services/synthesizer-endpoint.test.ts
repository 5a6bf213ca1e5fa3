import { describe, expect, test } from 'vitest'
import type { RgbImage } from '#lib/domain/rgb-image'
import { pattern, sha256 } from '#test/image/pattern'
import { encodePng } from '#workers/image/decode'
import { isDeterministic } from '#workers/services/synthesizer'
import { askImages, drawn, key, request } from './asked-images'
import type { FakeAnswer } from './fake-images'

const images = askImages()

describe('a call', () => {
  test('is sent as the interface has it', async () => {
    await images.synthesize()
    expect(images.fake.asked).toEqual([
      {
        path: '/v1/images/generations',
        authorization: `Bearer ${key}`,
        body: { model: 'sdxl', prompt: request.caption, n: 1, size: '32x24', response_format: 'b64_json' },
      },
    ])
  })

  test('has what is configured besides, and a seed of its own for every picture', async () => {
    const settings = { extra: { num_inference_steps: 4, quality: 'high' }, sendsSeed: true }
    const synthesizer = images.open(settings)
    for (const change of [{}, {}, { image: 0 }, { item: 'j' }, { seed: 3 }])
      await synthesizer.synthesize({ ...request, ...change })
    const seeds = images.fake.asked.map(({ body }) => body.seed)
    // The first four bytes of SHA-256 of "synth-noise/1|seed=2|item=i|image=1", little-endian, halved.
    expect(seeds[0]).toBe(1453768562)
    expect(seeds[1]).toBe(seeds[0])
    expect(new Set(seeds).size).toBe(4)
    expect(images.fake.asked[0]?.body).toMatchObject(settings.extra)
    expect(synthesizer.identity).toMatchObject({ ...{ extra: settings.extra }, seedRecipe: 'synth-noise/1' })
  })

  test('goes without a key to a server that needs none', async () => {
    await images.synthesize({ key: undefined })
    expect(images.fake.asked[0]?.authorization).toBe(undefined)
  })

  test('runs beside as many as allowed, and never more', async () => {
    // The first two are answered when both are there; one alone would wait for ever.
    const waiting: (() => void)[] = []
    images.fake.answer = async (_, call) => {
      if (call < 2) {
        const both = new Promise<void>(resolve => waiting.push(resolve))
        if (waiting.length === 2) for (const go of waiting) go()
        await both
      }
      return { data: { b64_json: images.png.toString('base64') } }
    }
    const synthesizer = images.open({ concurrency: 2 })
    await Promise.all(Array.from({ length: 8 }, (_, image) => synthesizer.synthesize({ ...request, image })))
    expect([images.fake.asked.length, images.fake.peak]).toEqual([8, 2])
  })

  test('is not made past the cap', async () => {
    const synthesizer = images.open({ mostCalls: 2 })
    images.answers({ status: 500 })
    expect(await synthesizer.synthesize(request)).toMatchObject({ kind: 'image' })
    await expect(synthesizer.synthesize(request)).rejects.toMatchObject({
      reason: 'quota-exceeded',
      message: "the synthesizer's cap of 2 calls is reached",
    })
    expect(images.fake.asked.length).toBe(2)
  })
})

describe('a picture', () => {
  const record = {
    seedString: 'synth-noise/1|seed=2|item=i|image=1',
    noiseHash: null,
    pixelHash: sha256(drawn.pixels),
    truncation: 'unknown',
    revisedPrompt: null,
    sizeAsked: null,
    stageMs: { request: expect.any(Number) },
  }
  const expected = { kind: 'image', image: drawn, record }

  test('comes in base64', async () => {
    expect(await images.synthesize()).toEqual(expected)
  })

  test('comes as a link to the server itself, fetched without the key', async () => {
    images.fake.picture = () => ({ body: images.png })
    images.answers({ data: { url: `${new URL(images.fake.url).origin}/made/1.png?token=7` } })
    expect(await images.synthesize()).toEqual(expected)
    expect(images.fake.fetched).toEqual([{ path: '/made/1.png?token=7', authorization: undefined, body: {} }])
  })

  test('comes as a link below the server', async () => {
    images.fake.picture = () => ({ body: images.png })
    images.answers({ data: { b64_json: null, url: '/made/2.png' } })
    expect(await images.synthesize()).toEqual(expected)
    expect(images.fake.fetched[0]?.path).toBe('/made/2.png')
  })

  test('comes inside a link', async () => {
    images.answers({
      data: { url: `data:image/png;base64,${images.png.toString('base64')}` },
    })
    expect(await images.synthesize()).toEqual(expected)
  })

  test('of a caption that was rewritten says so', async () => {
    images.answers({ data: { b64_json: images.png.toString('base64'), revised_prompt: 'a scarlet bird' } })
    expect(await images.synthesize()).toMatchObject({
      record: { ...record, revisedPrompt: 'a scarlet bird' },
    })
    for (const kept of [request.caption, '', null]) {
      images.answers({ data: { b64_json: images.png.toString('base64'), revised_prompt: kept } })
      images.fake.asked.length = 0
      expect(await images.synthesize()).toMatchObject({ record: { revisedPrompt: null } })
    }
  })

  test('of another size says so, and is not rescaled', async () => {
    expect(await images.synthesize({}, { width: 64, height: 64 })).toEqual({
      ...expected,
      record: { ...record, sizeAsked: { width: 64, height: 64 } },
    })
  })

  test('of one colour is none: what a safety checker puts in its place is black', async () => {
    const black: RgbImage = { ...drawn, pixels: new Uint8Array(drawn.pixels.length) }
    images.answers({ data: { b64_json: (await encodePng(black)).toString('base64') } })
    expect(await images.synthesize()).toEqual({
      kind: 'no-picture',
      reason: 'flat',
      said: 'every pixel has one colour',
    })
  })
})

describe('response_format', () => {
  const unknown: FakeAnswer = {
    status: 400,
    error: {
      message: "Unknown parameter: 'response_format'.",
      type: 'invalid_request_error',
      param: 'response_format',
      code: 'unknown_parameter',
    },
  }
  const formats = () => images.fake.asked.map(({ body }) => body.response_format)

  test('is left out for good where the server does not know it', async () => {
    const synthesizer = images.open()
    images.answers(unknown)
    expect(await synthesizer.synthesize(request)).toMatchObject({ kind: 'image' })
    expect(await synthesizer.synthesize({ ...request, image: 2 })).toMatchObject({ kind: 'image' })
    expect(formats()).toEqual(['b64_json', undefined, undefined])
    expect(images.pausesMs).toEqual([])
  })

  test('is left out where the message alone names it', async () => {
    images.answers({ status: 422, error: 'extra field response_format' })
    expect(await images.synthesize()).toMatchObject({ kind: 'image' })
    expect(formats()).toEqual(['b64_json', undefined])
  })

  test.each(['gpt-image-1', 'gpt-image-1-mini', 'chatgpt-image-latest'])(
    'is never sent to %s',
    async model => {
      await images.synthesize({ model })
      expect(formats()).toEqual([undefined])
    },
  )

  test('can be forced, and left out', async () => {
    await images.synthesize({ model: 'gpt-image-1', responseFormat: 'always' })
    await images.synthesize({ responseFormat: 'never' })
    expect(formats()).toEqual(['b64_json', undefined])
  })

  test('that is forced and not known draws nothing', async () => {
    images.answers(unknown)
    await expect(images.synthesize({ responseFormat: 'always' })).rejects.toMatchObject({
      reason: 'provider-unavailable',
      message: expect.stringContaining('does not know response_format'),
    })
    expect(images.fake.asked.length).toBe(1)
  })
})

describe('a caption that is not let through', () => {
  test.each<[string, FakeAnswer]>([
    [
      'moderation_blocked',
      {
        status: 400,
        error: { message: 'no', code: 'moderation_blocked', type: 'image_generation_user_error' },
      },
    ],
    ['content_policy_violation', { status: 400, error: { message: 'no', code: 'content_policy_violation' } }],
    ['content_filter', { status: 403, error: { message: 'no', code: 'content_filter' } }],
    ['its message alone', { status: 400, error: { message: 'no: our safety system' } }],
  ])('is refused by %s, and not asked again', async (_, answer) => {
    images.answers(answer)
    expect(await images.synthesize()).toMatchObject({
      kind: 'no-picture',
      reason: 'refused',
      said: expect.stringMatching(/^no/),
    })
    expect(images.fake.asked.length).toBe(1)
  })

  test('is too long', async () => {
    expect(await images.synthesize({}, { caption: 'a'.repeat(32_001) })).toEqual({
      kind: 'no-picture',
      reason: 'unusable',
      said: 'the caption has 32001 characters; at most 32000 are sent',
    })
    expect(images.fake.asked.length).toBe(0)
  })
})

describe('determinism', () => {
  test('is found by asking twice', async () => {
    expect(await isDeterministic(images.open(), request)).toBe(true)
    expect(images.fake.asked.length).toBe(2)
    const other = (await encodePng(pattern(33, 24))).toString('base64')
    images.fake.asked.length = 0
    images.answers({ data: { b64_json: other } })
    expect(await isDeterministic(images.open(), request)).toBe(false)
  })

  test('is not known without pictures', async () => {
    images.answers({ status: 400 })
    expect(await isDeterministic(images.open(), request)).toBe(null)
  })
})
