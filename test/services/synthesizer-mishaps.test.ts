import { describe, expect, test } from 'vitest'
import { askImages, key, request } from './asked-images'
import type { FakeAnswer } from './fake-images'

const images = askImages()

describe('a mishap', () => {
  const notPng = Buffer.from('no picture').toString('base64')
  const half = () => images.png.subarray(0, images.png.length / 2).toString('base64')
  const mishaps: [string, () => FakeAnswer, string][] = [
    ['500', () => ({ status: 500, error: { message: 'oh' } }), 'answers 500: oh'],
    ['503 that says nothing', () => ({ status: 503 }), 'answers 503: it does not say why'],
    ['429', () => ({ status: 429, error: 'slow down' }), 'answers 429: slow down'],
    ['garbage', () => ({ body: '<html>' }), 'answers with no picture (the body:'],
    ['no data', () => ({ body: '{"data":[]}' }), 'answers with no picture (data:'],
    [
      'a number for a picture',
      () => ({ data: { b64_json: 7 } }),
      'answers with no picture (data.0.b64_json:',
    ],
    ['neither form', () => ({ data: {} }), 'answers with neither b64_json nor url'],
    ['text in base64', () => ({ data: { b64_json: notPng } }), 'answers with a picture that is none'],
    ['half a picture', () => ({ data: { b64_json: half() } }), 'answers with a picture that is none'],
    ['a broken connection', () => ({ reset: true }), 'broke the connection'],
    ['a link to nothing', () => ({ data: { url: '/gone.png' } }), 'it answers 404'],
  ]

  test.each(mishaps)('passes: %s', async (_, mishap) => {
    images.answers(mishap(), mishap())
    expect(await images.synthesize()).toMatchObject({ kind: 'image' })
    expect(images.pausesMs).toEqual([500, 1000])
  })

  test.each(mishaps)('stays, and is no property of the caption: %s', async (_, mishap, said) => {
    images.fake.answer = mishap
    await expect(images.synthesize()).rejects.toMatchObject({
      reason: 'provider-unavailable',
      message: expect.stringContaining(said),
    })
    expect(images.fake.asked.length).toBe(4)
  })

  test('of a link that redirects is not followed', async () => {
    images.fake.picture = () => ({ status: 302, headers: { location: '/made/1.png' } })
    images.answers({ data: { url: '/moved.png' } })
    await expect(images.synthesize({ retries: 0 })).rejects.toMatchObject({
      message: expect.stringContaining('it answers 302'),
    })
    expect(images.fake.fetched.length).toBe(1)
  })

  test.each(['http://127.0.0.1:9/x.png', 'file:///etc/passwd', 'ftp://a.example/x.png', 'https://'])(
    'of a link to %s asks nobody',
    async url => {
      images.answers({ data: { url } })
      await expect(images.synthesize()).rejects.toMatchObject({
        reason: 'provider-unavailable',
        message: expect.stringContaining('neither https:// nor its own address'),
      })
      expect(images.fake.asked.length).toBe(1)
    },
  )

  test('400 is the fault of the caption: it is not asked again', async () => {
    images.answers({ status: 400, error: { message: 'prompt too long', param: 'prompt' } })
    expect(await images.synthesize()).toMatchObject({
      reason: 'unusable',
      said: expect.stringContaining('prompt too long'),
    })
    expect(images.fake.asked.length).toBe(1)
  })

  test('of a server that is silent ends with the deadline', async () => {
    let given = new AbortController()
    images.fake.answer = () => {
      given.abort(new DOMException('too late', 'TimeoutError'))
      return { silent: true }
    }
    const deadline = (ms: number) => {
      expect(ms).toBe(1234)
      given = new AbortController()
      return given.signal
    }
    await expect(images.synthesize({ timeoutMs: 1234, deadline, retries: 0 })).rejects.toMatchObject({
      reason: 'provider-unavailable',
      message: expect.stringContaining('gave no whole answer in time'),
    })
  })
})

describe('Retry-After', () => {
  test('is kept to', async () => {
    images.answers({ status: 429, headers: { 'retry-after': '7' } })
    expect(await images.synthesize()).toMatchObject({ kind: 'image' })
    expect(images.pausesMs).toEqual([7000])
  })

  test('longer than there is patience is not waited for', async () => {
    images.answers({ status: 429, headers: { 'retry-after': '301' } })
    await expect(images.synthesize()).rejects.toMatchObject({
      message: expect.stringContaining('asks to wait longer than 300 s'),
    })
    expect(images.fake.asked.length).toBe(1)
  })
})

describe('a server that draws for nobody', () => {
  test.each([401, 403, 404, 405, 302])('%d ends it all', async status => {
    images.answers({ status, error: `no: ${key}`, headers: { location: '/elsewhere' } })
    const refusal = await images.synthesize().catch(error => error)
    expect(refusal).toMatchObject({ reason: 'provider-unavailable' })
    expect(`${refusal.stack} ${JSON.stringify(refusal)}`).not.toContain(key)
    expect(images.fake.asked.length).toBe(1)
  })

  test('is left alone after eight captions in a row', async () => {
    images.fake.answer = () => ({ status: 503 })
    const synthesizer = images.open({ retries: 1 })
    for (let image = 0; image < 8; image++)
      await expect(synthesizer.synthesize({ ...request, image })).rejects.toThrow('answers 503')
    await expect(synthesizer.synthesize(request)).rejects.toMatchObject({
      reason: 'provider-unavailable',
      message: expect.stringContaining('failed 8 captions in a row, each 2 times'),
    })
    expect(images.fake.asked.length).toBe(16)
  })

  test.each([
    [
      'no address',
      { url: 'images' },
      'the synthesizer\'s address "images" is not one of http:// or https://',
    ],
    ['a key for a plain connection', { url: 'http://images.example/v1' }, 'over https:// only'],
  ])('has %s', (_, part, message) => {
    expect(() => images.open(part)).toThrow(message)
  })
})
