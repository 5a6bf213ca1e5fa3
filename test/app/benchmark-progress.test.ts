import { expect, test } from 'vitest'
import type { SubmissionStatus } from '#lib/domain/submission'
import { about } from '../../app/format/dates'
import { benchmarkProgress, secondsLeftOf } from '../../app/submission/benchmark-progress'

const now = new Date('2026-11-25T12:00:30Z')
type Slice = SubmissionStatus['slices'][number]

function slice(part: Partial<Slice>): Slice {
  return {
    ...{ id: '1', kind: 'items', benchmark: 'mmvp', probe: null, state: 'running', attempt: 1 },
    ...{ itemsDone: 10, items: 60, worker: 'w', secondsLeft: 90, heartbeatAt: '2026-11-25T12:00:00Z' },
    ...part,
  }
}

test('time goes on since the last heartbeat, and the slowest slice under way counts', () => {
  expect(secondsLeftOf([slice({}), slice({ secondsLeft: 300 })], now)).toBe(270)
  expect(secondsLeftOf([slice({ secondsLeft: 20 })], now)).toBe(0)
  expect(secondsLeftOf([slice({ secondsLeft: null }), slice({ state: 'retrying' })], now)).toBeNull()
})

test('of a benchmark nothing is known while a slice of it waits', () => {
  const status = (slices: Slice[]): SubmissionStatus => ({
    ...{ submission: 's', run: 'r', name: 'n', encoder: null, backbone: null, state: 'running' },
    ...{ itemsDone: 0, items: 120, slices, reason: null, checkpoint: null },
  })
  expect(benchmarkProgress(status([slice({}), slice({ state: 'done' })]), now)[0]?.secondsLeft).toBe(60)
  expect(benchmarkProgress(status([slice({}), slice({ state: 'waiting' })]), now)[0]?.secondsLeft).toBeNull()
})

test('times are said as roughly as they are known', () => {
  expect([0, 40, 99, 100, 3600, 20_000].map(about)).toEqual([
    'about 1 s',
    'about 40 s',
    'about 99 s',
    'about 2 min',
    'about 60 min',
    'about 6 h',
  ])
})
