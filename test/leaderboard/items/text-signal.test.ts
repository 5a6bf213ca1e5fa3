import { expect, test } from 'vitest'
import { textSignal } from '#lib/leaderboard/items/text-signal'
import { someItem } from './some-evidence'

const items = Array.from({ length: 60 }, (_, at) => someItem(at, { guess: 0.25 }))
const draws = Uint16Array.from(items, () => 12)

test('a classifier that gives every item the same answer in all draws has learned nothing if a quarter are right', () => {
  const right = Uint16Array.from(items, (_, at) => (at % 4 === 0 ? 12 : 0))
  expect(textSignal({ draws, right }, items)).toMatchObject({ items: 60, right: 0.25, learned: false })
})

test('one that is right about half of them has', () => {
  const right = Uint16Array.from(items, (_, at) => (at % 2 === 0 ? 12 : 0))
  expect(textSignal({ draws, right }, items)).toMatchObject({ right: 0.5, guess: 0.25, learned: true })
})

test('items of one cluster are one witness, and items that were not drawn are none', () => {
  const right = Uint16Array.from(items, (_, at) => (at % 2 === 0 ? 12 : 0))
  const halves = items.map((item, at) => ({ ...item, cluster: at % 2 }))
  expect(textSignal({ draws, right }, halves).learned).toBe(false)
  expect(textSignal({ draws: draws.map(() => 0), right }, items)).toMatchObject({ items: 0, learned: false })
})
