import { expect, test } from 'vitest'
import type { ConditionOutcomes } from '#lib/domain/work'
import { joinBatches } from '#lib/leaderboard/join-batches'

const batch = (part: Pick<ConditionOutcomes, 'scores'> & Partial<ConditionOutcomes>): ConditionOutcomes[] => [
  {
    probe: 'reference',
    probeVersion: 1,
    condition: 'reference',
    unparsed: part.scores.map(() => false),
    changed: part.scores.map(() => false),
    ...part,
  },
]

test('an answer without a score stays without one, and keeps the first reason', () => {
  const [cell] = joinBatches('mm-vet', [
    batch({ scores: [0.5, null], notScored: 'judge failed: HTTP 500' }),
    batch({ scores: [1, null], notScored: 'no judge' }),
  ])
  expect([...(cell?.scores ?? [])]).toEqual([0.5, Number.NaN, 1, Number.NaN])
  expect(cell?.notScored).toBe('judge failed: HTTP 500')
  expect(cell).not.toHaveProperty('against')
})

test('what the references got is joined in item order, and missing where it is missing', () => {
  const [cell] = joinBatches('llava-w', [
    batch({ scores: [0.5], against: [1] }),
    batch({ scores: [null], notScored: 'no judge' }),
    batch({ scores: [0.25, null], against: [0.5, null] }),
  ])
  expect([...(cell?.against ?? [])]).toEqual([1, Number.NaN, 0.5, Number.NaN])
})

test('outcomes that are all scored have nothing beside', () => {
  const [cell] = joinBatches('mmvp', [batch({ scores: [1] }), batch({ scores: [0] })])
  expect(cell).not.toHaveProperty('against')
  expect(cell).not.toHaveProperty('notScored')
})

test('who was asked is joined in item order; a batch that says nothing asked all', () => {
  const [cell] = joinBatches('mmstar', [
    batch({ scores: [1, null], asked: [true, false] }),
    batch({ scores: [0] }),
  ])
  expect([...(cell?.asked ?? [])]).toEqual([1, 0, 1])
  expect([...(cell?.scores ?? [])]).toEqual([1, Number.NaN, 0])
  const [whole] = joinBatches('mmstar', [batch({ scores: [1] })])
  expect(whole).not.toHaveProperty('asked')
})
