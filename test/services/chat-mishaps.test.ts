import { describe, expect, test } from 'vitest'
import { ChatFailure } from '#workers/services/chat-failure'
import { ask, askChat, key } from './asked-chat'
import { type FakeAnswer, startFakeChat } from './fake-chat'

const chat = askChat()
const shape = (value: unknown): FakeAnswer => ({ raw: JSON.stringify(value) })

const passing: [string, FakeAnswer, string][] = [
  ['500', { status: 500, error: { message: 'oh' } }, 'answers 500: oh'],
  ['502 with a page', { status: 502 }, 'answers 502: it does not say why'],
  ['429', { status: 429, error: 'slow  down\n' }, 'answers 429: slow down'],
  ['garbage', { raw: '<html>' }, 'answers with no chat completion (the body:'],
  ['half of a JSON', { raw: '{"choices": [{"mess' }, 'answers with no chat completion'],
  ['no choice', shape({ choices: [] }), 'answers with no chat completion (choices:'],
  ['no message', shape({ choices: [{ text: 'hi' }] }), 'answers with no chat completion (choices.0.message:'],
  [
    'content that is no text',
    shape({ choices: [{ message: { content: 7 } }] }),
    'answers with no chat completion (choices.0.message.content:',
  ],
  ['no content', { text: null, finishReason: 'tool_calls' }, 'without text (finish reason tool_calls)'],
  ['a connection that is reset', { reset: true }, 'broke the connection'],
  [
    'another configuration',
    { text: 'well', fingerprint: 'fp_2' },
    'answers from configuration "fp_2", not "fp_1" as before',
  ],
]

describe.each(passing)('%s', (_, mishap, message) => {
  test('is asked again', async () => {
    chat.answers(mishap, mishap)
    expect(await ask(await chat.open())).toMatchObject({ text: 'well' })
    expect(chat.pausesMs).toEqual([500, 1000])
  })

  test('that stays fails the question, and says why and how often', async () => {
    const model = await chat.open()
    chat.fake.answer = () => mishap
    const failure = await ask(model).catch(error => error)
    expect(failure).toBeInstanceOf(ChatFailure)
    expect(failure).toMatchObject({ passing: true, message: expect.stringContaining(message) })
    expect(failure.message).toMatch(/, 4 times$/)
    expect(chat.asked().length).toBe(4)
  })
})

const ofTheQuestion: [string, FakeAnswer, string][] = [
  [
    'a picture that is too large',
    { status: 400, error: { message: 'image exceeds 20 MB', param: 'messages' } },
    'answers 400: image exceeds 20 MB',
  ],
  ['a body that is too large', { status: 413 }, 'answers 413'],
  [
    'moderation before the answer',
    { status: 403, error: { message: 'flagged', code: 'content_policy_violation' } },
    'answers 403: flagged',
  ],
  ['moderation after the answer', { text: '', finishReason: 'content_filter' }, 'withholds the answer'],
]

describe.each(ofTheQuestion)('%s', (_, mishap, message) => {
  test('fails the question at once, and no other', async () => {
    const model = await chat.open()
    chat.answers(mishap)
    expect(await ask(model).catch(error => error)).toMatchObject({
      name: 'ChatFailure',
      passing: false,
      message: expect.stringContaining(message),
    })
    expect(chat.pausesMs).toEqual([])
    expect(await ask(model, { text: 'Another?' })).toMatchObject({ text: 'well' })
  })
})

const forAll: [string, FakeAnswer, string, string][] = [
  ['a key that is revoked', { status: 401, error: `no: ${key}` }, 'provider-unavailable', 'no: (key)'],
  [
    'an address that moved',
    { status: 308, headers: { location: '/v2' } },
    'provider-unavailable',
    'redirects',
  ],
  [
    'no credit',
    { status: 402, error: { message: 'pay' } },
    'quota-exceeded',
    'lets no more be spent (402): pay',
  ],
  [
    'no quota',
    { status: 429, error: { message: 'You exceeded your quota', code: 'insufficient_quota' } },
    'quota-exceeded',
    'lets no more be spent (429)',
  ],
  [
    'another model',
    { text: 'well', model: 'seer-2027' },
    'checkpoint-not-found',
    'answers as model "seer-2027", not "seer-2026-01-01" as before',
  ],
]

test.each(forAll)('%s ends it all', async (_, mishap, reason, message) => {
  const model = await chat.open()
  chat.fake.answer = () => mishap
  const refusal = await ask(model).catch(error => error)
  expect(refusal).toMatchObject({ reason, message: expect.stringContaining(message) })
  expect(`${refusal.stack} ${JSON.stringify(refusal)}`).not.toContain(key)
  expect(chat.asked().length).toBe(1)
})

test('a redirect is not followed: neither question nor key go elsewhere', async () => {
  const other = await startFakeChat()
  try {
    const model = await chat.open()
    chat.answers({ status: 307, headers: { location: `${other.url}/chat/completions` } })
    await expect(ask(model)).rejects.toMatchObject({ reason: 'provider-unavailable' })
    expect(other.asked).toEqual([])
  } finally {
    await other.close()
  }
})

describe('Retry-After', () => {
  test('is kept to', async () => {
    chat.answers({ status: 429, headers: { 'retry-after': '7' } })
    await ask(await chat.open())
    expect(chat.pausesMs).toEqual([7000])
  })

  test('longer than there is patience fails the question at once', async () => {
    chat.answers({ status: 429, headers: { 'retry-after': '301' } })
    await expect(ask(await chat.open())).rejects.toThrow('asks to wait longer than 300 s')
    expect(chat.asked().length).toBe(1)
  })
})

test('a server that is silent is given up when the time is over', async () => {
  let given = new AbortController()
  const model = await chat.open({
    timeoutMs: 1234,
    retries: 1,
    deadline: ms => {
      expect(ms).toBe(1234)
      given = new AbortController()
      return given.signal
    },
  })
  chat.fake.answer = () => {
    given.abort(new DOMException('too late', 'TimeoutError'))
    return { silent: true }
  }
  await expect(ask(model)).rejects.toThrow('gave no whole answer in time, 2 times')
  // Booked with the most that they can have used: nobody told.
  expect(model.spent()).toMatchObject({ calls: 4, unmeasuredCalls: 2 })
})

test('a storm ends it after eight questions in a row, and says what it was', async () => {
  const model = await chat.open({ retries: 1, concurrency: 1 })
  chat.fake.answer = () => ({ status: 503, error: 'down' })
  for (let at = 0; at < 8; at++) await expect(ask(model, { text: `${at}` })).rejects.toThrow(ChatFailure)
  await expect(ask(model, { text: 'one more' })).rejects.toMatchObject({
    reason: 'provider-unavailable',
    message: expect.stringMatching(/failed 8 questions in a row, each 2 times; .*: .* answers 503: down$/),
  })
  expect(chat.asked().length).toBe(16)
})

test('one machine of two that answers otherwise is passed by', async () => {
  const model = await chat.open()
  let call = 0
  chat.fake.answer = () => ({ text: 'well', fingerprint: call++ % 2 === 0 ? 'fp_2' : 'fp_1' })
  for (const text of ['a', 'b', 'c']) expect(await ask(model, { text })).toMatchObject({ text: 'well' })
  expect(chat.asked().length).toBe(6)
})
