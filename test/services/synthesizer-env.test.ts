import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readEnv } from '#lib/env'
import { openSynthesizerEndpoint } from '#workers/services/synthesizer-endpoint'

const named = { PARALLAX_SYNTHESIZER_URL: 'https://images.example/v1', PARALLAX_SYNTHESIZER_MODEL: 'm' }

test('without an address and a folder there is no synthesizer', () => {
  expect(readEnv({}).synthesizer).toBe(null)
  expect(readEnv({ PARALLAX_SYNTHESIZER_KEY: 'sk' }).synthesizer).toBe(null)
})

test('a folder is enough', () => {
  expect(readEnv({ PARALLAX_SYNTHESIZER_FOLDER: 'models/sdxl' }).synthesizer).toEqual({
    kind: 'folder',
    folder: resolve('models/sdxl'),
  })
})

test('an address and a model are enough', () => {
  const { synthesizer } = readEnv(named)
  expect(synthesizer).toEqual({
    kind: 'endpoint',
    url: 'https://images.example/v1',
    key: undefined,
    model: 'm',
    extra: {},
    sendsSeed: false,
    responseFormat: 'auto',
    concurrency: 2,
    retries: 5,
    timeoutMs: 300_000,
    mostCalls: 5000,
  })
  if (synthesizer?.kind !== 'endpoint') expect.fail()
  expect(openSynthesizerEndpoint(synthesizer).identity).toEqual({
    kind: 'images-api',
    url: 'https://images.example/v1/images/generations',
    model: 'm',
    extra: {},
    seedRecipe: null,
  })
})

test('everything can be said', () => {
  const { synthesizer } = readEnv({
    ...named,
    PARALLAX_SYNTHESIZER_KEY: 'sk-1',
    PARALLAX_SYNTHESIZER_EXTRA: '{"num_inference_steps":4,"negative_prompt":"","output_format":"png"}',
    PARALLAX_SYNTHESIZER_SEED: '1',
    PARALLAX_SYNTHESIZER_RESPONSE_FORMAT: 'never',
    PARALLAX_SYNTHESIZER_CONCURRENCY: '8',
    PARALLAX_SYNTHESIZER_RETRIES: '0',
    PARALLAX_SYNTHESIZER_TIMEOUT_SECONDS: '30',
    PARALLAX_SYNTHESIZER_MAX_CALLS: '10',
  })
  expect(synthesizer).toMatchObject({
    key: 'sk-1',
    extra: { num_inference_steps: 4, negative_prompt: '', output_format: 'png' },
    sendsSeed: true,
    responseFormat: 'never',
    concurrency: 8,
    retries: 0,
    timeoutMs: 30_000,
    mostCalls: 10,
  })
})

test.each([
  ['PARALLAX_SYNTHESIZER_FOLDER', ''],
  ['PARALLAX_SYNTHESIZER_URL', 'images.example'],
  ['PARALLAX_SYNTHESIZER_URL', undefined],
  ['PARALLAX_SYNTHESIZER_MODEL', undefined],
  ['PARALLAX_SYNTHESIZER_MODEL', ''],
  ['PARALLAX_SYNTHESIZER_KEY', 'sk with spaces'],
  ['PARALLAX_SYNTHESIZER_EXTRA', '{"n":2}'],
  ['PARALLAX_SYNTHESIZER_EXTRA', '{"prompt":"another"}'],
  ['PARALLAX_SYNTHESIZER_EXTRA', '[]'],
  ['PARALLAX_SYNTHESIZER_EXTRA', 'quality=high'],
  ['PARALLAX_SYNTHESIZER_SEED', '7'],
  ['PARALLAX_SYNTHESIZER_RESPONSE_FORMAT', 'b64_json'],
  ['PARALLAX_SYNTHESIZER_CONCURRENCY', '0'],
  ['PARALLAX_SYNTHESIZER_RETRIES', '21'],
  ['PARALLAX_SYNTHESIZER_TIMEOUT_SECONDS', '1.5'],
  ['PARALLAX_SYNTHESIZER_MAX_CALLS', 'many'],
])('%s may not be %j', (variable, value) => {
  expect(() => readEnv({ ...named, [variable]: value })).toThrow(expect.objectContaining({ variable }))
})

test('an address and a folder exclude each other', () => {
  expect(() => readEnv({ ...named, PARALLAX_SYNTHESIZER_FOLDER: 'models/sdxl' })).toThrow(
    expect.objectContaining({ variable: 'PARALLAX_SYNTHESIZER_URL' }),
  )
})
