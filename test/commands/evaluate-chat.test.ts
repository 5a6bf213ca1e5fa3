import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FakeChat, startFakeChat } from '#test/services/fake-chat'
import { temporaryFolder } from '#test/support/temporary-folder'
import { parallax } from './capture'

let fake: FakeChat
let out = ''
const run = (...args: string[]) =>
  parallax('evaluate', '--chat', '--suite', 'demo', '--benchmark', 'mmvp', '--limit', '6', '--json', ...args)

beforeEach(async () => {
  fake = await startFakeChat()
  out = join(temporaryFolder(), 'run')
  vi.stubEnv('PARALLAX_DATA', temporaryFolder())
  vi.stubEnv('PARALLAX_CHAT_URL', fake.url)
  vi.stubEnv('PARALLAX_CHAT_MODEL', 'seer')
  fake.answer = () => 'A'
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await fake.close()
})

test('a chat endpoint is evaluated like a checkpoint, and says what it cannot be asked', async () => {
  const { status, json } = await run('--out', out)
  expect(status).toBe(0)
  const manifest = json()
  expect(manifest).toMatchObject({
    digest: expect.stringMatching(/^chat:[0-9a-f]{64}$/),
    chat: { model: 'seer', servedModel: 'seer-2026-01-01', fingerprint: 'fp_1' },
    engine: { provider: 'chat', precision: 'unknown' },
    shape: { family: 'chat' },
    means: [],
    counts: { items: 6 },
  })
  const { notRun } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'))
  const reasons = notRun.map((one: { probe: string; reason: { code: string } }) => [
    one.probe,
    one.reason.code,
  ])
  expect(reasons).toContainEqual(['permutation', 'chat-endpoint'])
  expect(reasons).toContainEqual(['synthesized-image', 'no-synthesizer'])
  const lines = gunzipSync(readFileSync(join(out, 'responses/mmvp.jsonl.gz')))
    .toString()
    .trim()
    .split('\n')
  expect(lines.length).toBe(manifest.counts.responses)
  // A finished run is looked up: who answers is asked, and nothing else.
  const before = fake.asked.length
  expect((await run('--out', out)).json()).toEqual(manifest)
  expect(fake.asked.length).toBe(before + 2)
})

test('a run that broke off goes on, and another model is another run', async () => {
  let calls = 0
  fake.answer = () => (++calls > 20 ? { status: 401 } : 'A')
  const broken = await run('--out', out)
  expect([broken.status, broken.stderr.at(-1)]).toEqual([
    1,
    expect.stringContaining('answers 401 for chat model seer'),
  ])
  fake.answer = () => 'A'
  expect((await run('--out', out)).status).toBe(0)
  fake.fingerprint = 'fp_2'
  const other = await run('--out', out)
  expect([other.status, other.stderr.at(-1)]).toEqual([
    1,
    expect.stringContaining('holds a run whose digest differ'),
  ])
})

test('its questions are counted without asking', async () => {
  const { status, json } = await run('--plan')
  expect([status, json().benchmarks[0]]).toMatchObject([0, { benchmark: 'mmvp', items: 6 }])
  expect(fake.asked).toEqual([])
})

test('a checkpoint beside it is one too many', async () => {
  const { status, stderr } = await run('examples/checkpoints/scenes-llava', '--out', out)
  expect([status, stderr.at(-1)]).toEqual([2, expect.stringContaining('one argument too many')])
})
