import { describe, expect, test } from 'vitest'
import { pattern } from '#test/image/pattern'
import { temporaryFolder } from '#test/support/temporary-folder'
import { encodePng } from '#workers/image/decode'
import { ask, askChat, key, question } from './asked-chat'

const chat = askChat()

describe('a model is opened', () => {
  test('by a question with a picture, and one for likely tokens', async () => {
    chat.fake.answer = () => ({ text: 'well', first: { well: -0.1 } })
    const model = await chat.open()
    expect(model).toMatchObject({
      identity: {
        endpoint: `${new URL(chat.fake.url).host}/v1/chat/completions`,
        model: 'seer',
        servedModel: 'seer-2026-01-01',
        fingerprint: 'fp_1',
      },
      tellsFirstTokens: true,
    })
    expect(chat.fake.asked.map(({ pictures }) => pictures.length)).toEqual([1, 1])
    expect(chat.fake.asked.map(({ top_logprobs }) => top_logprobs)).toEqual([undefined, 20])
    expect(chat.fake.asked[0]).toMatchObject({
      path: '/v1/chat/completions',
      authorization: `Bearer ${key}`,
      model: 'seer',
      temperature: 0,
    })
  })

  test('although it names nothing', async () => {
    chat.fake.model = null
    chat.fake.fingerprint = null
    chat.fake.usage = null
    const model = await chat.open()
    expect(model.identity).toMatchObject({ servedModel: '', fingerprint: '' })
    expect(await ask(model)).toEqual({ text: 'well', truncated: false, firstTokens: null })
    expect(model.spent()).toMatchObject({ calls: 3, unmeasuredCalls: 3 })
  })

  test.each([
    [
      'does not read pictures',
      400,
      'image input is not supported',
      'does not answer a question with a picture',
    ],
    ['does not know the model', 404, 'no such model', 'answers 404 for chat model seer: no such model'],
    ['does not know the key', 401, `Incorrect key: ${key}`, 'Incorrect key: (key)'],
    ['stays away', 503, 'overloaded', 'answers 503: overloaded, 4 times'],
    [
      'answers at its own temperature',
      400,
      "'temperature' does not support 0 with this model",
      'does not let seer answer at temperature 0',
    ],
  ])('not where a server %s', async (_, status, message, said) => {
    chat.fake.answer = () => ({ status, error: { message } })
    const refusal = await chat.open().catch(error => error)
    expect(refusal).toMatchObject({ reason: 'provider-unavailable', message: expect.stringContaining(said) })
    expect(`${refusal.stack} ${JSON.stringify(refusal)}`).not.toContain(key)
  })

  test.each([
    ['no address', { url: 'chat' }, 'the chat model\'s address "chat" is not one of http:// or https://'],
    ['a key for a plain connection', { url: 'http://chat.example/v1' }, 'over https:// only'],
    ['a cost cap without prices', { caps: { cost: 1 } }, "the chat model's cost cap of 1 needs the price"],
  ])('not with %s', async (_, part, message) => {
    await expect(chat.open(part)).rejects.toMatchObject({
      reason: 'bad-usage',
      message: expect.stringContaining(message),
    })
    expect(chat.fake.asked).toEqual([])
  })
})

describe('its digest', () => {
  test('is the same for the same model, in this process and the next', async () => {
    const { digest } = await chat.open()
    expect(digest).toMatch(/^chat:[0-9a-f]{64}$/)
    expect((await chat.open({ key: undefined, cacheFolder: temporaryFolder() })).digest).toBe(digest)
  })

  test.each([
    ['name', 'seer-2', '', {}],
    ['path', 'seer', '/other', {}],
    ['served model', 'seer', '', { model: 'seer-2027' }],
    ['configuration', 'seer', '', { fingerprint: 'fp_2' }],
  ])('is another under another %s', async (_, model, path, change) => {
    const { digest } = await chat.open()
    Object.assign(chat.fake, change)
    expect((await chat.open({ model, url: `${chat.fake.url}${path}` })).digest).not.toBe(digest)
  })
})

describe('a question', () => {
  test('is one turn, pictures first, and loses no pixel on the way', async () => {
    const drawn = [pattern(33, 20), pattern(20, 33)]
    const model = await chat.open()
    await ask(model, { pictures: await Promise.all(drawn.map(encodePng)), text: 'Which is wide? ü' })
    const [asked] = chat.asked()
    expect(asked).toMatchObject({ temperature: 0, max_tokens: 20, text: 'Which is wide? ü' })
    expect(asked?.pictures).toEqual(drawn)
    const [{ content }] = asked?.messages ?? [{ content: '' }]
    expect(Array.isArray(content) && content.map(({ type }) => type)).toEqual([
      'image_url',
      'image_url',
      'text',
    ])
    expect(asked).not.toHaveProperty('stop')
    expect(asked).not.toHaveProperty('logprobs')
  })

  test('without a picture is plain text', async () => {
    await ask(await chat.open())
    expect(chat.asked()[0]?.messages).toEqual([{ role: 'user', content: 'Which?' }])
  })

  test('that comes to nothing is not put', async () => {
    const model = await chat.open()
    expect(await model.ask(async () => null)).toBe(null)
    expect(chat.asked()).toEqual([])
  })

  test.each([
    ['trimmed', { text: ' B.\n' }, { text: 'B.', truncated: false }],
    ['cut off', { text: 'It is', finishReason: 'length' }, { text: 'It is', truncated: true }],
    ['used up unheard', { text: null, finishReason: 'length' }, { text: '', truncated: true }],
    ['empty', { text: '' }, { text: '', truncated: false }],
    ['declined', { text: null, refusal: 'I cannot.' }, { text: 'I cannot.', truncated: false }],
  ])('may be %s', async (_, said, answer) => {
    chat.answers(said)
    expect(await ask(await chat.open())).toMatchObject(answer)
  })

  test('ends before the first stop text, whatever the server makes of them', async () => {
    const stopTexts = ['Q:', '</s>']
    chat.answers({ text: 'The answer is 2.</s> Q: More?', finishReason: 'length' })
    const model = await chat.open()
    expect(await ask(model, { stopTexts })).toMatchObject({ text: 'The answer is 2.', truncated: false })
    expect(chat.asked()[0]?.stop).toEqual(stopTexts)
  })

  test('for likely tokens has those of the first place', async () => {
    const first = { B: -0.2, ' B': -2, A: -3 }
    chat.fake.answer = () => ({ text: 'B', first })
    const model = await chat.open()
    expect(await ask(model, { withFirstTokens: true })).toMatchObject({
      firstTokens: [
        { text: 'B', logProbability: -0.2 },
        { text: ' B', logProbability: -2 },
        { text: 'A', logProbability: -3 },
      ],
    })
    expect(chat.asked()[0]).toMatchObject({ logprobs: true, top_logprobs: 20 })
  })

  test('is put for nothing more than the server tells', async () => {
    const model = await chat.open()
    expect(model.tellsFirstTokens).toBe(false)
    expect(await ask(model, { withFirstTokens: true })).toMatchObject({ text: 'well', firstTokens: null })
    expect(chat.asked()[0]).not.toHaveProperty('logprobs')
  })

  test.each([1, 3])('is one of %d under way at most', async concurrency => {
    const model = await chat.open({ concurrency })
    let prepared = 0
    // Nobody is answered before as many are under way as may be.
    const full = Promise.withResolvers<string>()
    chat.fake.answer = () => {
      if (chat.asked().length === concurrency) full.resolve('well')
      return full.promise
    }
    const asks = Array.from({ length: 12 }, (_, at) =>
      model.ask(async () => {
        prepared += 1
        expect(prepared - chat.asked().length).toBeLessThanOrEqual(concurrency)
        return { ...question, text: `${at}` }
      }),
    )
    await Promise.all(asks)
    expect(chat.fake.peak).toBe(concurrency)
  })
})

describe('a server that knows less', () => {
  const unknown = (param: string) => ({
    status: 400,
    error: { message: `Unsupported parameter: '${param}' is not supported with this model.`, param },
  })

  test('has the limit under its newer name, from then on', async () => {
    chat.fake.answer = ({ max_tokens }) => (max_tokens === undefined ? 'well' : unknown('max_tokens'))
    const model = await chat.open()
    expect(await ask(model)).toMatchObject({ text: 'well' })
    expect(chat.fake.asked.map(({ max_tokens }) => max_tokens)).toEqual([16, ...Array(3).fill(undefined)])
    expect(chat.fake.asked.at(-1)?.max_completion_tokens).toBe(20)
    expect(chat.pausesMs).toEqual([])
  })

  test('is not taken for one where a limit is too large for the question', async () => {
    chat.fake.answer = ({ max_tokens = 0 }) =>
      max_tokens <= 20
        ? 'well'
        : {
            status: 400,
            body: {
              object: 'error',
              message: `'max_tokens' or 'max_completion_tokens' is too large: ${max_tokens}. This model's maximum context length is 512 tokens`,
              param: 'max_tokens',
            },
          }
    const model = await chat.open()
    await expect(ask(model, { maxNewTokens: 600 })).rejects.toMatchObject({
      name: 'ChatFailure',
      passing: false,
    })
    expect(await ask(model)).toMatchObject({ text: 'well' })
    expect(chat.fake.asked.every(({ max_completion_tokens }) => max_completion_tokens === undefined)).toBe(
      true,
    )
  })

  test('is spared stop texts', async () => {
    chat.fake.answer = ({ stop }) => (stop ? unknown('stop') : 'one Q: two')
    const model = await chat.open()
    const part = { stopTexts: ['Q:'] }
    expect(await ask(model, part)).toMatchObject({ text: 'one' })
    expect(await ask(model, { ...part, text: 'Another?' })).toMatchObject({ text: 'one' })
    expect(chat.asked().map(({ stop }) => stop)).toEqual([['Q:'], undefined, undefined])
  })

  test.each([
    ['tells fewer tokens', 5, [20, 5, 5], true],
    ['tells none', 0, [20, 5, undefined], false],
  ])('%s', async (_, most, tops, tells) => {
    chat.fake.answer = ({ top_logprobs = 0 }) =>
      top_logprobs > most
        ? { status: 422, body: { detail: `Cannot request more than ${most} logprobs.` } }
        : { text: 'B', first: { B: -0.1 } }
    const model = await chat.open()
    expect(model.tellsFirstTokens).toBe(tells)
    await ask(model, { withFirstTokens: true })
    const sent = chat.fake.asked.slice(1).map(({ top_logprobs }) => top_logprobs)
    expect(sent).toEqual(tells ? tops : [...tops, undefined])
  })

  test('breaks on likely tokens, and is asked for none', async () => {
    chat.fake.answer = ({ logprobs }) => (logprobs ? { status: 500 } : 'well')
    const model = await chat.open()
    expect(model.tellsFirstTokens).toBe(false)
    expect(await ask(model, { withFirstTokens: true })).toMatchObject({ text: 'well' })
    expect(chat.pausesMs).toEqual([500, 1000, 2000])
  })
})

describe('the cache', () => {
  test('answers an equal question without a call, also in the next process', async () => {
    const model = await chat.open()
    const first = await ask(model)
    expect(await ask(model)).toEqual(first)
    expect(await ask(await chat.open())).toEqual(first)
    expect(chat.fake.asked.length).toBe(5)
  })

  test.each([
    ['text', async () => ({ text: 'Who?' })],
    ['limit', async () => ({ maxNewTokens: 21 })],
    ['stop text', async () => ({ stopTexts: ['Q:'] })],
    ['picture', async () => ({ pictures: [await encodePng(pattern(9, 8))] })],
    ['number of pictures', async () => ({ pictures: [] })],
  ])('does not answer another %s', async (_, change) => {
    const model = await chat.open()
    const pictures = [await encodePng(pattern(8, 8))]
    for (const _again of [1, 2]) {
      await ask(model, { pictures })
      await ask(model, { pictures, ...(await change()) })
    }
    expect(chat.asked().length).toBe(2)
  })

  test('does not answer for another model behind the same address', async () => {
    await ask(await chat.open())
    chat.fake.model = 'seer-2027'
    chat.fake.answer = () => 'otherwise'
    expect(await ask(await chat.open())).toMatchObject({ text: 'otherwise' })
  })
})

describe('what may be spent', () => {
  test('in calls is not passed, and nothing that was answered is lost', async () => {
    const capped = () => chat.open({ caps: { calls: 4 }, concurrency: 2 })
    const texts = ['a', 'b', 'c', 'd', 'e']
    const askAll = async () => {
      const model = await capped()
      return Promise.all(texts.map(text => ask(model, { text }).catch(error => error.reason)))
    }
    const spent = 'quota-exceeded'
    expect((await askAll()).map(one => one?.text ?? one)).toEqual(['well', 'well', spent, spent, spent])
    expect((await askAll()).map(one => one?.text ?? one)).toEqual(['well', 'well', 'well', 'well', spent])
    expect((await askAll()).map(one => one?.text ?? one)).toEqual(Array(5).fill('well'))
    expect(chat.fake.asked.filter(({ text }) => texts.includes(text)).length).toBe(5)
  })

  test('in tokens counts those of pictures as the server tells them', async () => {
    // Two to open with: 102 each. A question with a picture sets 16,384 aside, and takes 102.
    const model = await chat.open({ caps: { tokens: 16_750 } })
    const pictures = [await encodePng(pattern(8, 8))]
    expect(await ask(model, { pictures })).toMatchObject({ text: 'well' })
    expect(model.spent()).toMatchObject({ calls: 3, promptTokens: 300, completionTokens: 6 })
    await expect(ask(model, { pictures, text: 'And this?' })).rejects.toMatchObject({
      reason: 'quota-exceeded',
      message: expect.stringMatching(
        /^the chat model's cap of 16750 tokens leaves no room for a call of up to/,
      ),
    })
  })

  test('in money is kept to', async () => {
    const caps = { cost: 0.02, promptPrice: 10, completionPrice: 1000 }
    await expect(chat.open({ caps })).rejects.toMatchObject({
      reason: 'quota-exceeded',
      message: expect.stringContaining("the chat model's cap of 0.02 in cost leaves no room"),
    })
  })
})
