import { expect, test } from 'vitest'
import { wordChange } from '#lib/leaderboard/word-change'

const difference = {
  difference: -0.079,
  se: 0.0158,
  low: -0.11,
  high: -0.048,
  inner: { low: -0.105, high: -0.053 },
  p: 1e-6,
  detectable: 0.0443,
}

test('words a drop by its size', () => {
  expect(wordChange(difference, 0.001)).toMatchObject({
    verdict: 'lower',
    reading: 'lower by 7.9 pp (95 % CI 4.8 to 11.0)',
    p: 0.001,
  })
})

test('words a gain, with a true minus in its interval', () => {
  const gain = { ...difference, difference: 0.03, low: -0.001, high: 0.061 }
  expect(wordChange(gain, 0.04).reading).toBe('higher by 3.0 pp (95 % CI \u22120.1 to 6.1)')
})

test('claims nothing on a p that does not survive its table', () => {
  expect(wordChange({ ...difference, detectable: 0.073 }, 0.051)).toMatchObject({
    verdict: 'not-detected',
    reading: 'no difference detected (MDE 7.3 pp)',
  })
})

test.each([
  { inner: { low: -0.019, high: 0.012 }, verdict: 'equivalent' },
  { inner: { low: -0.021, high: 0.012 }, verdict: 'not-detected' },
  { inner: { low: -0.012, high: 0.02 }, verdict: 'not-detected' },
])('is $verdict with a 90 % interval of $inner.low to $inner.high', ({ inner, verdict }) => {
  expect(wordChange({ ...difference, difference: -0.003, inner }, 0.6).verdict).toBe(verdict)
})

test('words equivalence', () => {
  const same = { ...difference, difference: 0, inner: { low: -0.01, high: 0.01 } }
  expect(wordChange(same, 1).reading).toBe('equivalent within 2 pp')
})
