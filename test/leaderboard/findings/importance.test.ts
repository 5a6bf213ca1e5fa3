import { describe, expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import {
  findImportance,
  type ImportanceFinding,
  importanceReadings,
} from '#lib/leaderboard/findings/importance'
import { wilson } from '#lib/statistics/intervals'
import { firstOf, type MadeRule, madeUnits } from './made-units'

const units = 400
const share = (right: number) => firstOf(units, right)

function find(rules: MadeRule): ImportanceFinding {
  const found = findImportance(madeUnits('mmstar', units, { 'reference reference': share(0.8), ...rules }))
  if (found === null || isNotEnough(found)) throw new Error('nothing was found')
  return found
}

test('T10: mean, literal and worst importance, in percent', () => {
  const { mean, literal, worst } = importanceReadings(40, [38, 41, 30, 36])
  expect(mean).toBeCloseTo(9.375, 9)
  expect(literal).toBeCloseTo(-2.5, 9)
  expect(worst).toBeCloseTo(25, 9)
})

describe('token groups', () => {
  const found = find({
    'importance tokens/r0c0/seed-1': share(0.6),
    'importance tokens/r0c0/seed-2': share(0.8),
    'importance tokens/r0c1/seed-1': share(0.8),
    'importance tokens/r1c0/seed-1': share(0.8),
    'importance tokens/r1c1/seed-1': share(0.84),
  })

  test('have the three readings over their seeds', () => {
    expect(found.tokens).toHaveLength(1)
    const [group] = found.tokens[0].groups
    expect(group).toMatchObject({ row: 0, column: 0, seeds: 2, unstable: false })
    expect(group.value).toBeCloseTo(12.5, 9)
    expect(group.literal).toBeCloseTo(0, 9)
    expect(group.worst).toBeCloseTo(25, 9)
    expect(group.low).toBeGreaterThan(5)
    expect(group.high).toBeLessThan(20)
  })

  test('may be worth less than nothing', () => {
    expect(found.tokens[0].groups[3].value).toBeCloseTo(-5, 9)
    expect(found.tokens[0].rings).toMatchObject([{ value: expect.closeTo((12.5 - 5) / 400, 9) }])
  })
})

test('a group that changed no answer may still matter', () => {
  const { tokens } = find({ 'importance tokens/r0c0/seed-1': share(0.8) })
  expect(tokens[0].groups[0]).toMatchObject({ value: 0, low: 0, high: 100 * wilson(0, units).high })
  expect(tokens[0].rings[0]).toMatchObject({ value: 0, low: 0, high: wilson(0, units).high })
})

describe('layers', () => {
  // T34, as percent of a reference of 0.8: 32.5 in all.
  const importance = [9, 7, 6, 4, 2, 1, 1, 0, -0.5, 0.5, 0, 1, 0.5, 0, 0, 0.5]
  const layers = (noise: string) =>
    Object.fromEntries(
      importance.map((percent, layer) => [
        `importance layer-${layer}/${noise}/seed-1`,
        firstOf(2000, 0.8 * (1 - percent / 100)),
      ]),
    )
  const found = findImportance(
    madeUnits('mmstar', 2000, {
      'reference reference': firstOf(2000, 0.8),
      ...layers('matched-0.3'),
      ...layers('fixed'),
    }),
  )

  test('T34: concentrate in the lowest quarter', () => {
    if (found === null || isNotEnough(found)) throw new Error('nothing was found')
    const matched = found.layers.find(({ noise }) => noise === 'matched-0.3')
    expect(matched?.layers.map(({ value }) => value)).toEqual(importance.map(one => expect.closeTo(one, 6)))
    expect(matched?.depth?.lowQuarter.value).toBeCloseTo(0.8, 5)
    expect(matched?.depth?.centre.value).toBeCloseTo(0.162051, 5)
    expect(matched?.depth?.lowQuarter.low).toBeGreaterThan(0.6)
  })

  test('say nothing of depth under noise that is the same for all', () => {
    if (found === null || isNotEnough(found)) throw new Error('nothing was found')
    expect(found.layers.map(({ noise, claimable }) => [noise, claimable])).toEqual([
      ['matched-0.3', true],
      ['fixed', false],
    ])
  })
})

describe('modalities', () => {
  const found = find({
    'importance layer-0/visual/matched-0.3/seed-1': share(0.5),
    'importance layer-0/text/matched-0.3/seed-1': share(0.7),
    'importance layer-1/visual/matched-0.3/seed-1': share(0.85),
    'importance layer-1/text/matched-0.3/seed-1': share(0.5),
    'importance layer-2/visual/matched-0.3/seed-1': share(0.8),
    'importance layer-2/text/matched-0.3/seed-1': share(0.8),
    'importance layer-2/visual/energy-0.3/seed-1': share(0.2),
  })
  const matched = found.modalities.find(({ noise }) => noise === 'matched-0.3')?.layers

  test('share what both are worth', () => {
    expect(matched?.[0].image.value).toBeCloseTo(37.5, 9)
    expect(matched?.[0].imageShare?.value).toBeCloseTo(0.75, 9)
    expect(matched?.[0].imageShare?.low).toBeGreaterThan(0.65)
  })

  test('share nothing where one is worth less than nothing, or both nothing', () => {
    expect(matched?.map(({ imageShare }) => imageShare === null)).toEqual([false, true, true])
  })

  test('share nothing of a sum that is no more than its own error', () => {
    const { modalities } = find({
      'importance layer-0/visual/matched-0.3/seed-1': share(0.7975),
      'importance layer-0/text/matched-0.3/seed-1': share(0.8),
    })
    expect(modalities[0].layers[0]).toMatchObject({
      image: { value: expect.closeTo(0.3125, 9) },
      imageShare: null,
    })
  })

  test('are told apart by the kind of noise', () => {
    expect(found.modalities.map(({ noise, layers }) => [noise, layers.length])).toEqual([
      ['matched-0.3', 3],
      ['energy-0.3', 0],
    ])
  })
})

test('is not there where it was not run, and too little where nobody was right', () => {
  expect(findImportance(madeUnits('mmstar', units, { 'reference reference': share(1) }))).toBeNull()
  const nobody = { 'reference reference': () => 0, 'importance tokens/r0c0/seed-1': () => 0 }
  expect(findImportance(madeUnits('mmstar', units, nobody))).toMatchObject({ kind: 'not-enough-data' })
})
