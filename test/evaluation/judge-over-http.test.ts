import { afterEach, beforeEach, expect, test } from 'vitest'
import { llavawJudgeVlmevalkit } from '#lib/scorers/llavaw.judge.vlmevalkit'
import { mmvetJudgeOfficial } from '#lib/scorers/mmvet.judge.official'
import { type FakeJudge, startFakeJudge } from '#test/services/fake-judge'
import { temporaryFolder } from '#test/support/temporary-folder'
import { judgeAnswer } from '#workers/evaluation/judge-answer'
import { openJudge } from '#workers/services/judge'

const item = { question: 'What is x?', options: [], answer: '3', details: { caption: 'An equation.' } }
let fake: FakeJudge
let cacheFolder = ''

beforeEach(async () => {
  fake = await startFakeJudge()
  cacheFolder = temporaryFolder()
})
afterEach(() => fake.close())

function open() {
  const settings = {
    url: fake.url,
    model: 'judge',
    cacheFolder,
    concurrency: 4,
    retries: 1,
    timeoutMs: 60_000,
  }
  return openJudge({ ...settings, caps: {}, wait: async () => undefined })
}

test('replies in the wrong form are followed by others, and the next run asks nothing', async () => {
  fake.answer = (_, call) => ['I would say 0.7', 'about 0.7', '0.7 of it'][call] ?? 'too many'
  const first = await judgeAnswer(open(), mmvetJudgeOfficial, item, 'x = 3')
  expect(first.outcome).toEqual({ kind: 'scored', value: 0.7, parsed: '0.7 of it', rule: 'judge' })
  expect(fake.asked.map(({ temperature, max_tokens }) => [temperature, max_tokens])).toEqual([
    [0, 3],
    [0, 3],
    [0.5, 3],
  ])
  expect(first.replies.map(({ model }) => model)).toEqual(Array(3).fill('judge-2026-01-01'))
  const again = await judgeAnswer(open(), mmvetJudgeOfficial, item, 'x = 3')
  expect(again.outcome).toEqual(first.outcome)
  expect(fake.asked.length).toBe(3)
})

test('equal questions of another try are asked, not taken from the cache', async () => {
  // All five tries of LLaVA-W have the same words and temperature.
  fake.answer = (_, call) => (call < 4 ? 'Scores: 9 7' : '9 7\nBoth are fine.')
  const { outcome } = await judgeAnswer(open(), llavawJudgeVlmevalkit, item, 'x = 3')
  expect(outcome).toMatchObject({ value: 0.7, against: 0.9 })
  expect(fake.asked.length).toBe(5)
})

test('one broken item among many has no score, and the others have theirs', async () => {
  fake.answer = ({ messages }) => (messages[0]?.content.includes('| broken |') ? { status: 500 } : '1')
  const judge = open()
  const said = ['a', 'broken', 'b']
  const judged = await Promise.all(said.map(one => judgeAnswer(judge, mmvetJudgeOfficial, item, one)))
  expect(judged.map(({ outcome }) => outcome)).toMatchObject([
    { kind: 'scored', value: 1 },
    { kind: 'not-scored', reason: expect.stringMatching(/^judge failed: .* answers 500: .*, 2 times$/) },
    { kind: 'scored', value: 1 },
  ])
})
