import { expect, test } from 'vitest'
import type { Judge } from '#lib/domain/judge'
import { Refusal } from '#lib/domain/refusal'
import { llavawJudgeVlmevalkit } from '#lib/scorers/llavaw.judge.vlmevalkit'
import { mcqJudgeVlmevalkit } from '#lib/scorers/mcq.judge.vlmevalkit'
import { mmvetJudgeOfficial } from '#lib/scorers/mmvet.judge.official'
import { judgeAnswer } from '#workers/evaluation/judge-answer'
import { JudgeFailure } from '#workers/services/judge-call'

const item = { question: 'What is x?', options: [], answer: '3', details: {} }

/** Says these, in order; an error is thrown. */
function judgeOf(...said: (string | Error)[]): Judge & { readonly asked: [number, number][] } {
  const asked: [number, number][] = []
  return {
    name: 'judge-1',
    asked,
    async ask({ temperature }, attempt) {
      asked.push([attempt, temperature])
      const one = said[attempt] ?? new Error('asked too often')
      if (one instanceof Error) throw one
      return { text: one, model: 'judge-1' }
    },
  }
}

test('a reply that cannot be read is asked for again, until one can', async () => {
  const judge = judgeOf('I would say', 'Score: 1', '0.7')
  const { outcome, replies } = await judgeAnswer(judge, mmvetJudgeOfficial, item, 'x = 3')
  expect(outcome).toEqual({ kind: 'scored', value: 0.7, parsed: '0.7', rule: 'judge' })
  expect(judge.asked).toEqual([
    [0, 0],
    [1, 0],
    [2, 0.5],
  ])
  expect(replies).toEqual(['I would say', 'Score: 1', '0.7'].map(text => ({ text, model: 'judge-1' })))
})

test('no more replies than the scorer allows are asked for', async () => {
  const judge = judgeOf(...Array(5).fill('no'))
  expect((await judgeAnswer(judge, mmvetJudgeOfficial, item, 'x')).outcome).toEqual({ kind: 'unparsed' })
  expect(judge.asked.length).toBe(5)
  const other = judgeOf(...Array(5).fill('no'))
  expect((await judgeAnswer(other, llavawJudgeVlmevalkit, item, 'x')).outcome.kind).toBe('not-scored')
})

test('an answer that needs no judge asks none', async () => {
  const options = [{ label: 'A', text: 'three' }]
  const judge = judgeOf()
  const { outcome, replies } = await judgeAnswer(
    judge,
    mcqJudgeVlmevalkit,
    { ...item, options, answer: 'A' },
    'A',
  )
  expect([outcome.kind, replies, judge.asked]).toEqual(['scored', [], []])
})

test('a failed question is no score, never 0, and keeps what was said before', async () => {
  const judge = judgeOf('no', new JudgeFailure('judge.example answers 500, 4 times', { passing: true }))
  expect(await judgeAnswer(judge, mmvetJudgeOfficial, item, 'x')).toEqual({
    outcome: { kind: 'not-scored', reason: 'judge failed: judge.example answers 500, 4 times' },
    replies: [{ text: 'no', model: 'judge-1' }],
  })
})

test.each([new Refusal('judge-spent', 'the cap is reached'), new TypeError('a bug')])(
  '%s ends it',
  async error => {
    await expect(judgeAnswer(judgeOf(error), mmvetJudgeOfficial, item, 'x')).rejects.toBe(error)
  },
)
