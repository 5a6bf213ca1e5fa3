import { expect, test } from 'vitest'
import { retryPauseMs } from '#workers/services/retry-pause'

const now = Date.parse('2026-01-01T00:00:00Z')
const after = (value: string) => new Headers({ 'retry-after': value })

test.each([
  [1, 0, 500],
  [2, 0, 1000],
  [5, 0, 8000],
  [5, 0.5, 6000],
  [5, 0.999999, 4000],
  [40, 0, 300_000],
])('%d failures in a row with jitter %d pause %d ms', (failures, random, pause) => {
  expect(retryPauseMs(null, failures, now, random)).toBe(pause)
})

test.each([
  ['7', 0, 7000],
  ['7', 0.5, 7250],
  ['0', 0, 0],
  ['Thu, 01 Jan 2026 00:00:30 GMT', 0, 30_000],
  ['Wed, 31 Dec 2025 23:00:00 GMT', 0, 0],
  ['300', 0, 300_000],
  ['301', 0, null],
  // What cannot be read is not there.
  ['soon', 0, 500],
  ['-7', 0, 500],
])('Retry-After %j with jitter %d pauses %s ms', (value, random, pause) => {
  expect(retryPauseMs(after(value), 1, now, random)).toBe(pause)
})
