import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readEnv } from '#lib/env'
import { openJudge } from '#workers/services/judge'

const named = {
  PARALLAX_DATA: '/data',
  PARALLAX_JUDGE_URL: 'https://judge.example/v1',
  PARALLAX_JUDGE_MODEL: 'j',
}

test('without an address there is no judge', () => {
  expect(readEnv({}).judge).toBe(null)
  // A key alone asks nobody.
  expect(readEnv({ PARALLAX_JUDGE_KEY: 'sk' }).judge).toBe(null)
})

test('an address and a model are enough', () => {
  const { judge } = readEnv(named)
  expect(judge).toEqual({
    url: 'https://judge.example/v1',
    key: undefined,
    model: 'j',
    cacheFolder: resolve('/data/judge'),
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
  expect(judge && openJudge(judge)).toMatchObject({ host: 'judge.example', model: 'j' })
})

test('everything can be said', () => {
  const { judge } = readEnv({
    ...named,
    PARALLAX_JUDGE_KEY: 'sk-1',
    PARALLAX_JUDGE_CONCURRENCY: '16',
    PARALLAX_JUDGE_RETRIES: '0',
    PARALLAX_JUDGE_TIMEOUT_SECONDS: '30',
    PARALLAX_JUDGE_MAX_CALLS: '10',
    PARALLAX_JUDGE_MAX_TOKENS: '1000',
    PARALLAX_JUDGE_MAX_COST: '2.50',
    PARALLAX_JUDGE_PROMPT_PRICE: '0.15',
    PARALLAX_JUDGE_COMPLETION_PRICE: '0.6',
  })
  expect(judge).toMatchObject({
    key: 'sk-1',
    concurrency: 16,
    retries: 0,
    timeoutMs: 30_000,
    caps: { calls: 10, tokens: 1000, cost: 2.5, promptPrice: 0.15, completionPrice: 0.6 },
  })
})

test.each([
  ['PARALLAX_JUDGE_URL', 'judge.example'],
  ['PARALLAX_JUDGE_URL', 'ftp://judge.example'],
  ['PARALLAX_JUDGE_URL', undefined],
  ['PARALLAX_JUDGE_MODEL', undefined],
  ['PARALLAX_JUDGE_MODEL', ''],
  ['PARALLAX_JUDGE_KEY', 'sk with spaces'],
  ['PARALLAX_JUDGE_CONCURRENCY', '0'],
  ['PARALLAX_JUDGE_RETRIES', '21'],
  ['PARALLAX_JUDGE_TIMEOUT_SECONDS', '1.5'],
  ['PARALLAX_JUDGE_MAX_CALLS', 'many'],
  ['PARALLAX_JUDGE_MAX_COST', '-1'],
  ['PARALLAX_JUDGE_PROMPT_PRICE', '1e3'],
])('%s may not be %j', (variable, value) => {
  expect(() => readEnv({ ...named, [variable]: value })).toThrow(expect.objectContaining({ variable }))
})
