import { expect, test } from 'vitest'
import { chanceCorrected } from '#lib/statistics/chance-corrected'

test.each([
  { name: 'T03: MME', u: 1850.07 / 2800, floor: 0.375, c: 0.457183 },
  { name: 'T03: four options', u: 0.342, floor: 0.25, c: 0.122667 },
  { name: 'T03: MMVP pairs', u: 0.3467, floor: 0.25, c: 0.128933 },
  { name: 'T35: four options before the expansion', u: 0.55, floor: 0.25, c: 0.4 },
  { name: 'T35: ten options after it', u: 0.43, floor: 0.1, c: 0.366667 },
])('$name', ({ u, floor, c }) => {
  expect(chanceCorrected(u, floor)).toBeCloseTo(c, 5)
})
