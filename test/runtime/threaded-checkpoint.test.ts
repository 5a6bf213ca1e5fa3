import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'
import { openThreadedCheckpoint } from '#workers/runtime/threaded-checkpoint'

const directory = join(import.meta.dirname, '../fixtures/checkpoints/random-bf16')
const settings = { provider: 'cpu', threads: 1, taps: 'pooled' } as const
const image = {
  width: 40,
  height: 60,
  pixels: Uint8Array.from({ length: 40 * 60 * 3 }, (_, at) => (at * 89) % 256),
}
let threaded: Checkpoint
let here: Checkpoint
beforeAll(async () => {
  threaded = await openThreadedCheckpoint(directory, settings)
  here = await openCheckpoint(directory, settings)
})
afterAll(async () => {
  await threaded.close()
  await here.close()
})

test('answers as a checkpoint of this thread does, bit for bit', async () => {
  expect(threaded.digest).toBe(here.digest)
  expect(threaded.shape).toEqual(here.shape)
  expect([threaded.provider, threaded.precision]).toEqual(['cpu', 'fp32'])
  expect(threaded.visualTokenLayout(image)).toEqual(here.visualTokenLayout(image))
  const visual = await threaded.encodeImage(image)
  expect(visual).toEqual(await here.encodeImage(image))
  const request = { question: 'What is it?', visualTokens: [visual], maxNewTokens: 6, logits: true }
  expect(await threaded.generate(request)).toEqual(await here.generate(request))
  expect(await threaded.generateAll([request, request])).toEqual(await here.generateAll([request, request]))
  const scored = { ...request, continuations: ['a dog', 'cat'] }
  expect(await threaded.scoreContinuations(scored)).toEqual(await here.scoreContinuations(scored))
  expect(await threaded.hiddenStates(request, 'visual')).toEqual(await here.hiddenStates(request, 'visual'))
})

test('this thread goes on while the other one computes', async () => {
  const visual = await threaded.encodeImage(image)
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
  }, 0)
  await threaded.generateAll(
    Array.from({ length: 40 }, (_, at) => ({
      question: `${at}`,
      visualTokens: [visual],
      maxNewTokens: 24,
      unshared: true,
    })),
  )
  clearInterval(timer)
  expect(turns).toBeGreaterThan(2)
})

test('a refusal stays one on its way between threads', async () => {
  await expect(
    threaded.generate({ question: '<image>', visualTokens: [], maxNewTokens: 1 }),
  ).rejects.toMatchObject({ name: 'Refusal', reason: 'bad-chat-template' })
  await expect(openThreadedCheckpoint(join(directory, '..'), settings)).rejects.toMatchObject({
    name: 'Refusal',
    reason: 'checkpoint-not-found',
  })
  await expect(openThreadedCheckpoint(directory, { provider: 'cuda', threads: 1 })).rejects.toMatchObject({
    name: 'Refusal',
    reason: 'provider-unavailable',
  })
})

test('calls after the end are rejected', async () => {
  const other = await openThreadedCheckpoint(directory, settings)
  await other.close()
  await other.close()
  await expect(other.encodeImage(image)).rejects.toThrow('closed')
})
