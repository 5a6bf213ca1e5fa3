import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JudgeRequest } from '#lib/domain/judge'
import { temporaryFolder } from '#test/support/temporary-folder'
import { type JudgeSettings, openJudge } from '#workers/services/judge'
import { type FakeAnswer, type FakeJudge, startFakeJudge } from './fake-judge'

const key = 'sk-a-key-that-nobody-may-see'
let fake: FakeJudge
let cacheFolder = ''
/** Pauses that were asked for; none is waited. */
let pausesMs: number[] = []

beforeEach(async () => {
  fake = await startFakeJudge()
  cacheFolder = temporaryFolder()
  pausesMs = []
})
afterEach(() => fake.close())

function open(part: Partial<JudgeSettings> = {}) {
  return openJudge({
    url: fake.url,
    key,
    model: 'judge',
    cacheFolder,
    concurrency: 4,
    retries: 3,
    timeoutMs: 60_000,
    caps: {},
    wait: async ms => pausesMs.push(ms),
    random: () => 0,
    ...part,
  })
}

function question(content: string, part: Partial<JudgeRequest> = {}): JudgeRequest {
  return { messages: [{ role: 'user', content }], temperature: 0, maxTokens: 20, ...part }
}

/** First the answers named, then all goes well. */
function answers(...first: FakeAnswer[]): void {
  fake.answer = (_, call) => first[call] ?? 'well'
}

describe('a question', () => {
  test('is sent as the interface has it, and answered with model and usage of the server', async () => {
    const messages = [
      { role: 'system', content: 'be fair' },
      { role: 'user', content: 'grade ü' },
    ] as const
    expect(await open().ask({ messages, temperature: 0.5, maxTokens: 7 }, 0)).toEqual({
      text: 'well',
      model: 'judge-2026-01-01',
      finishReason: 'stop',
      usage: { promptTokens: 100, completionTokens: 10 },
      cached: false,
    })
    expect(fake.asked).toEqual([
      {
        path: '/v1/chat/completions',
        authorization: `Bearer ${key}`,
        model: 'judge',
        messages,
        temperature: 0.5,
        max_tokens: 7,
      },
    ])
  })

  test('goes without a key to a judge that needs none, under a base with a slash and a query', async () => {
    await open({ key: undefined, url: `${fake.url}/?version=3` }).ask(question('a'), 0)
    expect(fake.asked[0]).toMatchObject({ authorization: undefined, path: '/v1/chat/completions?version=3' })
  })

  test('has an answer even where the server names neither model nor usage', async () => {
    fake.model = null
    fake.usage = null
    const judge = open()
    expect(await judge.ask(question('a'), 0)).toMatchObject({ text: 'well', model: '', usage: null })
    expect(judge.spent()).toMatchObject({ calls: 1, unmeasuredCalls: 1 })
  })

  test.each([
    ['strings', { prompt_tokens: '7', completion_tokens: '1' }],
    ['negative counts', { prompt_tokens: -7, completion_tokens: 1 }],
  ])('whose usage comes as %s counts as unmeasured', async (_, usage) => {
    answers({ body: JSON.stringify({ choices: [{ message: { content: 'x' } }], usage }) })
    expect(await open().ask(question('a'), 0)).toMatchObject({ text: 'x', usage: null })
  })
})

describe('the cache', () => {
  test('answers an equal question without a call, also in the next process', async () => {
    const first = await open().ask(question('a'), 0)
    const again = await open().ask(question('a'), 0)
    expect(again).toEqual({ ...first, cached: true })
    expect(fake.asked.length).toBe(1)
  })

  test.each<[string, Partial<JudgeSettings>, JudgeRequest, number]>([
    ['messages', {}, question('b'), 0],
    ['role', {}, { ...question('a'), messages: [{ role: 'system', content: 'a' }] }, 0],
    ['temperature', {}, question('a', { temperature: 0.5 }), 0],
    ['length', {}, question('a', { maxTokens: 21 }), 0],
    ['attempt', {}, question('a'), 1],
    ['model', { model: 'other' }, question('a'), 0],
  ])('does not answer another %s', async (_, part, request, attempt) => {
    await open().ask(question('a'), 0)
    await open(part).ask(request, attempt)
    expect(fake.asked.length).toBe(2)
  })

  test('makes one call of equal questions at once', async () => {
    const judge = open()
    const replies = await Promise.all([1, 2, 3].map(() => judge.ask(question('a'), 0)))
    expect(replies.map(({ cached }) => cached)).toEqual([false, true, true])
    expect(fake.asked.length).toBe(1)
    expect(judge.spent().calls).toBe(1)
  })

  test('keeps no failure', async () => {
    answers({ status: 400 })
    const judge = open()
    await expect(judge.ask(question('a'), 0)).rejects.toThrow('answers 400')
    expect(await judge.ask(question('a'), 0)).toMatchObject({ text: 'well', cached: false })
  })
})

test('never more calls are under way than allowed, and as many as that', async () => {
  let together: (() => void)[] = []
  const width = 3
  // The first calls are answered when all of them are there; fewer at once would wait for ever.
  fake.answer = (_, call) => {
    if (call >= width) return 'well'
    return new Promise(resolve => {
      together.push(() => resolve('well'))
      if (together.length < width) return
      for (const one of together) one()
      together = []
    })
  }
  const judge = open({ concurrency: width })
  for (const wave of ['first', 'second']) {
    await Promise.all(Array.from({ length: 20 }, (_, at) => judge.ask(question(`${wave} ${at}`), 0)))
    expect(fake.peak).toBe(width)
  }
  expect(fake.asked.length).toBe(40)
})

test('a failed question leaves its place to the next', async () => {
  answers({ status: 400 }, { status: 400 })
  const judge = open({ concurrency: 1 })
  const done = await Promise.allSettled(['a', 'b', 'c'].map(content => judge.ask(question(content), 0)))
  expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
})

describe('caps', () => {
  const many = Array.from({ length: 12 }, (_, at) => question(`${at}`))
  const settle = (judge: ReturnType<typeof open>) =>
    Promise.allSettled(many.map(request => judge.ask(request, 0)))

  test('of calls are kept exactly, whatever is under way', async () => {
    const judge = open({ caps: { calls: 5 } })
    const done = await settle(judge)
    expect(fake.asked.length).toBe(5)
    expect(done.filter(({ status }) => status === 'fulfilled').length).toBe(5)
    expect(judge.spent()).toEqual({
      calls: 5,
      promptTokens: 500,
      completionTokens: 50,
      unmeasuredCalls: 0,
      cost: null,
    })
    await expect(judge.ask(question('one more'), 0)).rejects.toMatchObject({
      reason: 'judge-spent',
      message: "the judge's cap of 5 calls is reached: spent 5 calls, 500 + 50 tokens",
    })
  })

  test('count the tries after a failure, too', async () => {
    answers({ status: 500 }, { status: 500 })
    const judge = open({ caps: { calls: 2 } })
    await expect(judge.ask(question('a'), 0)).rejects.toMatchObject({ reason: 'judge-spent' })
    expect(judge.spent()).toMatchObject({ calls: 2, promptTokens: 0, completionTokens: 0 })
  })

  test('of tokens are never passed, and what fits is asked', async () => {
    // A call may use 64 + 16 + 1 or 2 tokens of prompt and 20 of answer; it uses 30.
    fake.usage = { prompt_tokens: 25, completion_tokens: 5 }
    const judge = open({ caps: { tokens: 200 } })
    const done = await settle(judge)
    const { promptTokens, completionTokens, calls } = judge.spent()
    // After four calls 80 tokens are left, which is less than a fifth call may use.
    expect([calls, promptTokens + completionTokens]).toEqual([4, 120])
    expect(fake.asked.length).toBe(4)
    const refusals = done.flatMap(one => (one.status === 'rejected' ? [one.reason] : []))
    expect(refusals.length).toBe(8)
    for (const refusal of refusals)
      expect(refusal).toMatchObject({
        reason: 'judge-spent',
        message: expect.stringMatching(
          /^the judge's cap of 200 tokens leaves no room for a call of up to 10[12]: spent \d calls, \d+ \+ \d+ tokens$/,
        ),
      })
  })

  test('of cost go by the prices', async () => {
    fake.usage = { prompt_tokens: 30, completion_tokens: 10 }
    // A call may cost 81 + 20 × 4 = 161 millionths, and costs 70.
    const judge = open({ concurrency: 1, caps: { cost: 0.0004, promptPrice: 1, completionPrice: 4 } })
    const done = await settle(judge)
    expect(done.filter(({ status }) => status === 'fulfilled').length).toBe(4)
    expect(judge.spent()).toMatchObject({ calls: 4, cost: 0.00028 })
    expect(done.at(-1)).toMatchObject({
      reason: {
        reason: 'judge-spent',
        message: expect.stringContaining('cap of 0.0004 in cost leaves no room for a call of up to 0.00016'),
      },
    })
  })

  test('of cost need prices', () => {
    expect(() => open({ caps: { cost: 1, promptPrice: 2 } })).toThrow('needs the price')
  })

  test('lose nothing: the next process goes on where this one stopped', async () => {
    await settle(open({ caps: { calls: 5 } }))
    const next = open({ caps: { calls: 7 } })
    const done = await settle(next)
    expect(done.map(({ status }) => status)).toEqual(Array(12).fill('fulfilled'))
    expect(next.spent().calls).toBe(7)
    expect(fake.asked.length).toBe(12)
  })

  test('book the most that a call without a count can have used', async () => {
    answers({ body: 'no json' })
    const judge = open()
    await judge.ask(question('abc'), 0)
    expect(judge.spent()).toEqual({
      calls: 2,
      unmeasuredCalls: 1,
      promptTokens: 64 + 16 + 3 + 100,
      completionTokens: 20 + 10,
      cost: null,
    })
  })
})

describe('an address or a key', () => {
  test.each([
    ['no address', { url: 'judge' }, 'is not one of http:// or https://'],
    ['another protocol', { url: 'file:///etc' }, 'is not one of http:// or https://'],
    ['a password in the address', { url: 'https://me:secret@judge.example/v1' }, 'give it as the key'],
    ['a key for a plain connection', { url: 'http://judge.example/v1' }, 'over https:// only'],
    ['a key that is no header', { key: `${key}\n` }, 'has spaces'],
  ])('is refused: %s', (_, part, message) => {
    let said = ''
    try {
      open(part)
    } catch (error) {
      said = String(error)
    }
    expect(said).toContain(message)
    expect(said).not.toMatch(/secret|nobody-may-see/)
  })

  test('on another machine may be plain where there is no key', () => {
    expect(open({ url: 'http://judge.example:8000/v1', key: undefined }).host).toBe('judge.example:8000')
  })
})
