import { expect, test } from 'vitest'
import { auditAnswerPriors } from '#lib/leaderboard/findings/answer-prior'
import { wilson } from '#lib/statistics/intervals'
import { madeItem } from '../made-run'

const free = (at: number, answer: string) => madeItem(at, { options: [], answer })
const items = [
  ...['1', '1.0', '2', '3.5', '14', '1,000'].map((answer, at) => free(at, answer)),
  ...['A', 'B', 'B', 'C'].map((answer, at) => madeItem(10 + at, { answer })),
  madeItem(20, { options: [], answer: 'Yes' }),
]
const gold = items.map(({ answer }) => answer)

test('golds are their own reference', () => {
  const [prior] = auditAnswerPriors(items, [{ condition: 'gold', answers: gold }])
  expect(prior.ones).toMatchObject({ items: 6, share: 2 / 6, goldShare: 2 / 6, excess: { difference: 0 } })
  expect(prior.modal).toMatchObject({ answer: 'b', items: 5, share: 2 / 5, goldShare: 2 / 5 })
})

test('answers that are always the same have their share next to that among the golds', () => {
  const answers = items.map(({ options }) => (options.length > 0 ? 'A' : ' 1. '))
  const [prior] = auditAnswerPriors(items, [{ condition: 'picture-1', answers }])
  expect(prior.condition).toBe('picture-1')
  expect(prior.ones).toMatchObject({ share: 1, goldShare: 2 / 6, low: wilson(1, 6).low, high: 1 })
  expect(prior.ones?.excess.difference).toBeCloseTo(4 / 6, 9)
  // The yes-or-no item was answered "1", which is no other choice's answer.
  expect(prior.modal).toMatchObject({ answer: 'a', share: 4 / 5, goldShare: 1 / 5 })
})

test("unread answers are nobody's, and stay in the denominator", () => {
  const answers = items.map((_, at) => (at === 0 ? '1' : null))
  const [prior] = auditAnswerPriors(items, [{ condition: 'no-image', answers }])
  expect(prior.ones?.share).toBeCloseTo(1 / 6, 9)
  expect(prior.modal).toBeNull()
})

test('pictures that items share make one cluster', () => {
  const shared = Array.from({ length: 8 }, (_, at) => madeItem(at, { imageHash: `p${at >> 1}`, answer: 'A' }))
  const answers = ['A', 'A', 'B', 'B', 'B', 'B', 'B', 'B']
  const [prior] = auditAnswerPriors(shared, [{ condition: 'reference', answers }])
  const [alone] = auditAnswerPriors(
    shared.map((item, at) => ({ ...item, imageHash: `${at}` })),
    [{ condition: 'reference', answers }],
  )
  expect(prior.modal?.excess.se).toBeGreaterThan(alone.modal?.excess.se ?? 1)
})
