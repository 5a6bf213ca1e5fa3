import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import { type JudgeSettings, openJudge } from '#workers/services/judge'
import { JudgeFailure } from '#workers/services/judge-call'
import { type FakeAnswer, type FakeJudge, type Mishap, startFakeJudge } from './fake-judge'

const key = 'sk-a-key-that-nobody-may-see'
let fake: FakeJudge
let pausesMs: number[] = []

beforeEach(async () => {
  fake = await startFakeJudge()
  pausesMs = []
})
afterEach(() => fake.close())

function open(part: Partial<JudgeSettings> = {}) {
  return openJudge({
    url: fake.url,
    key,
    model: 'judge',
    cacheFolder: temporaryFolder(),
    concurrency: 1,
    retries: 3,
    timeoutMs: 60_000,
    caps: {},
    wait: async ms => pausesMs.push(ms),
    random: () => 0,
    ...part,
  })
}

function ask(judge = open(), content = 'a') {
  return judge.ask({ messages: [{ role: 'user', content }], temperature: 0, maxTokens: 20 }, 0)
}

function answers(...first: FakeAnswer[]): void {
  fake.answer = (_, call) => first[call] ?? 'well'
}

const shape = (value: unknown): Mishap => ({ body: JSON.stringify(value) })
const passing: [string, Mishap, string][] = [
  ['500', { status: 500, said: 'oh' }, 'answers 500: oh'],
  ['502 with a page', { status: 502 }, 'answers 502: it does not say why'],
  ['429', { status: 429, said: 'slow  down\n' }, 'answers 429: slow down'],
  ['garbage', { body: '<html>' }, 'answers with no chat completion (the body:'],
  ['half of a JSON', { body: '{"choices": [{"mess' }, 'answers with no chat completion'],
  ['JSON of another kind', shape(['choices']), 'answers with no chat completion'],
  ['no choice', shape({ choices: [] }), 'answers with no chat completion (choices:'],
  ['no message', shape({ choices: [{ text: 'hi' }] }), 'answers with no chat completion (choices.0.message:'],
  [
    'content that is no text',
    shape({ choices: [{ message: { content: 7 } }] }),
    'choices.0.message.content:',
  ],
  ['no content', shape({ choices: [{ message: { content: null } }] }), 'answers with empty text'],
  [
    'empty content',
    shape({ choices: [{ message: { content: ' \n' }, finish_reason: 'length' }] }),
    'answers with empty text (finish reason length)',
  ],
  ['a connection that is reset', { reset: true }, 'broke the connection'],
  ['less than was announced', { announced: 5000 }, 'broke the connection'],
  [
    'a wrong content coding',
    { body: 'plain', headers: { 'content-encoding': 'gzip' } },
    'broke the connection',
  ],
  ['a body without an end', { endless: true }, 'answers with more than 4194304 bytes'],
]

describe.each(passing)('%s', (_, mishap, message) => {
  test('is asked again', async () => {
    answers(mishap, mishap)
    expect(await ask()).toMatchObject({ text: 'well', cached: false })
    expect(pausesMs).toEqual([500, 1000])
  })

  test('that stays fails the question, and says why and how often', async () => {
    fake.answer = () => mishap
    const failure = await ask().catch(error => error)
    expect(failure).toBeInstanceOf(JudgeFailure)
    expect(failure.message).toContain(message)
    expect(failure.message).toMatch(/, 4 times$/)
    expect(pausesMs).toEqual([500, 1000, 2000])
    expect(fake.asked.length).toBe(4)
  })
})

test('a body without an end is left when it is too long', async () => {
  answers({ endless: true })
  await expect(ask(open({ retries: 0 }))).rejects.toThrow(JudgeFailure)
  // What was read, and what the connection holds.
  expect(fake.endlessBytes).toBeGreaterThan(4 << 20)
  expect(fake.endlessBytes).toBeLessThan(64 << 20)
})

describe('a slow judge', () => {
  /** Ends a call as soon as the judge has heard it, in place of a minute later. */
  function impatient(): Partial<JudgeSettings> {
    let given = new AbortController()
    fake.answer = () => {
      given.abort(new DOMException('too late', 'TimeoutError'))
      return { silent: true }
    }
    const asked: number[] = []
    return {
      timeoutMs: 1234,
      deadline: ms => {
        asked.push(ms)
        expect(asked).toEqual(Array(asked.length).fill(1234))
        given = new AbortController()
        return given.signal
      },
    }
  }

  test('is given up, asked again, and fails the question', async () => {
    await expect(ask(open(impatient()))).rejects.toThrow('gave no whole answer in time, 4 times')
    expect(pausesMs).toEqual([500, 1000, 2000])
  })

  test('is booked with the most that it can have used', async () => {
    const judge = open({ ...impatient(), retries: 0 })
    await expect(ask(judge)).rejects.toThrow(JudgeFailure)
    expect(judge.spent()).toMatchObject({ calls: 1, unmeasuredCalls: 1, promptTokens: 64 + 16 + 1 })
  })
})

test('400 is the fault of the question: it is not asked again', async () => {
  answers({ status: 400, said: 'too long' })
  const judge = open()
  const failure = await ask(judge).catch(error => error)
  expect(failure).toBeInstanceOf(JudgeFailure)
  expect(failure.message).toMatch(/answers 400: too long$/)
  expect(pausesMs).toEqual([])
  expect(await ask(judge, 'b')).toMatchObject({ text: 'well' })
})

describe('Retry-After', () => {
  test('in seconds is kept to', async () => {
    answers({ status: 429, headers: { 'retry-after': '7' } })
    await ask()
    expect(pausesMs).toEqual([7000])
  })

  test('longer than there is patience fails the question at once', async () => {
    answers({ status: 429, headers: { 'retry-after': '301' } })
    await expect(ask()).rejects.toThrow('answers 429: it does not say why; it asks to wait longer than 300 s')
    expect(pausesMs).toEqual([])
  })
})

describe('a judge that answers nobody', () => {
  test.each([401, 403, 404])('%d ends it all', async status => {
    answers({ status, said: 'no such thing' })
    await expect(ask()).rejects.toMatchObject({
      reason: 'judge-denied',
      message: expect.stringMatching(new RegExp(`answers ${status} for judge judge: no such thing$`)),
    })
    expect(fake.asked.length).toBe(1)
  })

  test.each([301, 302, 307, 308])(
    '%d to another place is refused, and nothing is sent there',
    async status => {
      const other = await startFakeJudge()
      try {
        answers({ status, headers: { location: `${other.url}/chat/completions` } })
        await expect(ask()).rejects.toMatchObject({
          reason: 'judge-denied',
          message: expect.stringContaining(`redirects the judge's calls (${status})`),
        })
        expect(other.asked).toEqual([])
      } finally {
        await other.close()
      }
    },
  )

  test('is left alone after eight questions in a row', async () => {
    fake.answer = () => ({ status: 503 })
    const judge = open({ retries: 1 })
    for (let at = 0; at < 8; at++) await expect(ask(judge, `${at}`)).rejects.toThrow(JudgeFailure)
    await expect(ask(judge, 'one more')).rejects.toMatchObject({
      reason: 'judge-unreachable',
      message: expect.stringContaining('failed 8 questions in a row, each 2 times'),
    })
    expect(fake.asked.length).toBe(16)
  })

  test('is not given up while some questions are answered', async () => {
    fake.answer = (_, call) => (call % 4 === 3 ? 'well' : { status: 503 })
    const judge = open({ retries: 0 })
    const states = []
    for (let at = 0; at < 24; at++)
      states.push(
        await ask(judge, `${at}`).then(
          () => 'well',
          error => error.name,
        ),
      )
    expect(states.filter(state => state === 'well').length).toBe(6)
    expect(states.filter(state => state === 'JudgeFailure').length).toBe(18)
  })
})

test('the key is in no message, even where the server repeats it', async () => {
  const messages = []
  for (const status of [400, 401, 500]) {
    answers({ status, said: `Incorrect key: ${key}` })
    fake.asked.length = 0
    messages.push(await ask(open({ retries: 0 })).catch(error => `${error.stack} ${JSON.stringify(error)}`))
  }
  expect(messages.length).toBe(3)
  for (const message of messages) {
    expect(message).toContain('Incorrect key: (key)')
    expect(message).not.toContain(key)
  }
})
