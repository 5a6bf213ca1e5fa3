import { describe, expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import {
  findPatchInformationLoss,
  type PatchInformationLoss,
} from '#lib/leaderboard/findings/patch-information-loss'
import { buildProfile } from '#lib/leaderboard/profile/build-profile'
import { propertyOf } from '#lib/leaderboard/profile/profile'
import { wilson } from '#lib/statistics/intervals'
import { firstOf, type MadeRule, madeUnits } from './made-units'

const units = 400
const share = (right: number) => firstOf(units, right)
const name = 'patch-information-loss'

/** One group's share right per place of a 4 x 4 grid. */
function mapOf(right: (row: number, column: number) => number): MadeRule {
  return Object.fromEntries(
    Array.from({ length: 16 }, (_, at) => [
      `${name} keep/r${at >> 2}c${at & 3}`,
      share(right(at >> 2, at & 3)),
    ]),
  )
}
const inner = (row: number, column: number) => row % 3 > 0 && column % 3 > 0

function find(rules: MadeRule): PatchInformationLoss {
  const found = findPatchInformationLoss(madeUnits('mmstar', units, rules))
  if (found === null || isNotEnough(found)) throw new Error('nothing was found')
  return found
}

describe('a map with more in the middle', () => {
  const rules = {
    [`${name} all-groups`]: share(0.65),
    'reference no-image': share(0.25),
    ...mapOf((row, column) => (inner(row, column) ? 0.45 : 0.35)),
    [`${name} drop/r0c0`]: (unit: number) => (unit < 100 ? share(0.2)(unit) : Number.NaN),
  }
  const found = find(rules)
  const at = (row: number, column: number) =>
    found.groups.find(one => one.row === row && one.column === column)

  test('has plain losses that chance bounds, and corrected ones that it does not', () => {
    expect(at(1, 2)?.loss.value).toBeCloseTo(1 - 0.45 / 0.65, 9)
    expect(at(1, 2)?.correctedLoss?.value).toBeCloseTo(1 - 0.2 / 0.4, 9)
    expect(at(0, 0)?.correctedLoss?.value).toBeCloseTo(1 - 0.1 / 0.4, 9)
    expect(found.noImage?.loss.value).toBeCloseTo(1 - 0.25 / 0.65, 9)
    expect(found.noImage?.correctedLoss?.value).toBeCloseTo(1, 9)
  })

  test('turns the interval of the ratio around', () => {
    const { value = 0, low = 0, high = 0 } = at(1, 2)?.loss ?? {}
    expect(low).toBeLessThan(value)
    expect(high - value).toBeCloseTo(value - low, 9)
  })

  test('shares out what is above chance', () => {
    const total = found.groups.reduce((sum, group) => sum + (group.share ?? 0), 0)
    expect(total).toBeCloseTo(1, 12)
    expect(at(1, 1)?.share).toBeCloseTo(0.2 / (4 * 0.2 + 12 * 0.1), 9)
  })

  test('has rings, and a middle above its edge', () => {
    expect(found.structure?.rings).toMatchObject([
      { value: expect.closeTo(0.25, 9) },
      { value: expect.closeTo(0.5, 9) },
    ])
    for (const { value, low, high } of found.structure?.rings ?? []) {
      expect(low).toBeLessThan(value)
      expect(high).toBeGreaterThan(value)
    }
    expect(found.structure?.centreMinusEdge.value).toBeCloseTo(0.25, 9)
    expect(found.structure?.centreMinusEdge.low).toBeGreaterThan(0)
  })

  test('has the locality of the profile, with its interval', () => {
    const shares = found.groups.map(group => group.share ?? 0)
    const entropy = -shares.reduce((sum, one) => sum + one * Math.log(one), 0)
    expect(found.structure?.locality.value).toBeCloseTo(1 - entropy / Math.log(16), 9)
    const profile = buildProfile({
      benchmarks: [madeUnits('mmstar', units, rules)],
      alignment: null,
      notRun: [],
    })
    const { low, high, value } = found.structure?.locality ?? {}
    expect(propertyOf(profile, 'P11').estimate).toMatchObject({
      value,
      low: expect.closeTo(low ?? 0, 12),
      high: expect.closeTo(high ?? 0, 12),
    })
  })

  test('screens the groups that differ from the mean map', () => {
    expect(at(1, 1)?.p).toBeLessThan(0.001)
    const even = find({ [`${name} all-groups`]: share(0.65), ...mapOf(() => 0.35) })
    expect(even.groups.every(({ p }) => p === 1)).toBe(true)
  })

  test('says what leaving one group out costs, on the items that were asked', () => {
    // Of the first hundred units all are right with all groups, and 80 without this one.
    expect(found.leftOut).toMatchObject([{ row: 0, column: 0, loss: { value: expect.closeTo(0.2, 9) } }])
  })
})

test('a loss of everything has a width: no cluster kept anything, of those that were asked', () => {
  const { noImage } = find({
    [`${name} all-groups`]: share(0.65),
    'reference no-image': () => 0,
    ...mapOf(() => 0.35),
  })
  expect(noImage?.loss).toMatchObject({
    value: 1,
    low: expect.closeTo(1 - wilson(0, units).high, 9),
    high: 1,
  })
})

describe('what cannot be said', () => {
  test('is structure at chance: plain losses stay', () => {
    const found = find({ [`${name} all-groups`]: share(0.27), ...mapOf(() => 0.26) })
    expect(found.structure).toBeNull()
    expect(found.groups[0]).toMatchObject({ correctedLoss: null, loss: { value: expect.closeTo(1 / 27, 9) } })
  })

  test('is nothing where it was not run, or nobody was right', () => {
    expect(findPatchInformationLoss(madeUnits('mmstar', units, {}))).toBeNull()
    const nobody = madeUnits('mmstar', units, { [`${name} all-groups`]: () => 0, ...mapOf(() => 0) })
    expect(findPatchInformationLoss(nobody)).toMatchObject({ kind: 'not-enough-data' })
    const one = madeUnits('mmstar', 1, { [`${name} all-groups`]: () => 1, ...mapOf(() => 1) })
    expect(findPatchInformationLoss(one)).toMatchObject({ kind: 'not-enough-data', have: 1, need: 2 })
  })
})
