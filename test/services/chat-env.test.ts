import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readEnv } from '#lib/env'

const named = {
  PARALLAX_DATA: '/data',
  PARALLAX_CHAT_URL: 'https://chat.example/v1',
  PARALLAX_CHAT_MODEL: 'seer',
}

test('without an address and a model there is no chat model', () => {
  expect(readEnv({}).chat).toBe(null)
  // A key alone asks nobody, and a judge is no model to evaluate.
  expect(readEnv({ PARALLAX_CHAT_KEY: 'sk' }).chat).toBe(null)
  const judge = { PARALLAX_JUDGE_URL: 'https://judge.example/v1', PARALLAX_JUDGE_MODEL: 'j' }
  expect(readEnv(judge).chat).toBe(null)
  expect(readEnv(named).judge).toBe(null)
})

test('an address and a model are enough', () => {
  expect(readEnv(named).chat).toEqual({
    url: 'https://chat.example/v1',
    key: undefined,
    model: 'seer',
    cacheFolder: resolve('/data/chat'),
    concurrency: 4,
    retries: 5,
    timeoutMs: 120_000,
    caps: {
      calls: 5000,
      tokens: undefined,
      cost: undefined,
      promptPrice: undefined,
      completionPrice: undefined,
    },
  })
})

test('everything can be said', () => {
  const { chat } = readEnv({
    ...named,
    PARALLAX_CHAT_KEY: 'sk-1',
    PARALLAX_CHAT_CONCURRENCY: '16',
    PARALLAX_CHAT_RETRIES: '0',
    PARALLAX_CHAT_TIMEOUT_SECONDS: '30',
    PARALLAX_CHAT_MAX_CALLS: '10',
    PARALLAX_CHAT_MAX_TOKENS: '1000',
    PARALLAX_CHAT_MAX_COST: '2.50',
    PARALLAX_CHAT_PROMPT_PRICE: '0.15',
    PARALLAX_CHAT_COMPLETION_PRICE: '0.6',
  })
  expect(chat).toMatchObject({
    key: 'sk-1',
    concurrency: 16,
    retries: 0,
    timeoutMs: 30_000,
    caps: { calls: 10, tokens: 1000, cost: 2.5, promptPrice: 0.15, completionPrice: 0.6 },
  })
})

test.each([
  ['PARALLAX_CHAT_URL', 'chat.example'],
  ['PARALLAX_CHAT_URL', 'ftp://chat.example'],
  ['PARALLAX_CHAT_URL', undefined],
  ['PARALLAX_CHAT_MODEL', undefined],
  ['PARALLAX_CHAT_MODEL', ''],
  ['PARALLAX_CHAT_KEY', 'sk with spaces'],
  ['PARALLAX_CHAT_CONCURRENCY', '0'],
  ['PARALLAX_CHAT_RETRIES', '21'],
  ['PARALLAX_CHAT_TIMEOUT_SECONDS', '1.5'],
  ['PARALLAX_CHAT_MAX_CALLS', 'many'],
  ['PARALLAX_CHAT_MAX_COST', '-1'],
  ['PARALLAX_CHAT_COMPLETION_PRICE', '1e3'],
])('%s may not be %j', (variable, value) => {
  expect(() => readEnv({ ...named, [variable]: value })).toThrow(expect.objectContaining({ variable }))
})
