import { describe, expect, test } from 'vitest'
import { type Finding, finding } from '#lib/domain/finding'
import { describeFindings } from '#lib/leaderboard/findings/describe-findings'
import { findAll } from '#lib/leaderboard/findings/run-findings'
import { noiseWords } from '#lib/leaderboard/findings/setting-in-words'
import type { UnitScores } from '#lib/leaderboard/findings/unit-scores'
import { firstOf, type MadeRule, madeUnits } from './made-units'

const units = 200
const share = (right: number) => firstOf(units, right)

function describeUnits(made: UnitScores): Finding[] {
  return describeFindings(
    findAll({ benchmarks: [made], alignment: null, likeness: [], answerPriors: [], strictMaths: null }),
  )
}
const describeMade = (rules: MadeRule) => describeUnits(madeUnits('mmstar', units, rules))

describe('findings in words', () => {
  const made = madeUnits('mmstar', units, {
    'reference reference': share(0.8),
    'reference no-image': share(0.3),
    'patch-information-loss all-groups': share(0.8),
    'patch-information-loss keep/r0c0': share(0.6),
    'patch-information-loss keep/r0c1': share(0.4),
    'patch-information-loss keep/r1c0': share(0.4),
    'patch-information-loss keep/r1c1': share(0.4),
    'importance layer-0/fixed/seed-1': share(0.2),
    'importance layer-1/fixed/seed-1': share(0.6),
    'occlusion random/0.5/seed-1': share(0.6),
  })
  const told = describeUnits(made)
  const of = (probe: string) => told.find(one => one.probe === probe)

  test('have estimate, interval, number of units and setting', () => {
    expect(of('reference')?.figures[0]).toMatchObject({
      name: 'answered, less without a picture',
      value: 50,
      unit: 'pp',
      n: units,
    })
    const layers = of('importance')?.figures ?? []
    expect(layers.find(({ name }) => name === 'layer 0, noise within ±1')).toMatchObject({
      value: expect.closeTo(75, 9),
      unit: 'percent',
      n: units,
    })
    const hidden = of('occlusion')?.figures.find(
      ({ name }) => name === 'score, patches hidden at random, 50 %',
    )
    expect(hidden).toMatchObject({ value: expect.closeTo(0.6, 9), n: units })
    for (const { value, low, high } of told.flatMap(({ figures }) => figures)) {
      expect(low).toBeLessThanOrEqual(value)
      expect(high).toBeGreaterThanOrEqual(value)
    }
  })

  test('have a map of the groups, row by row', () => {
    const [map] = of('patch-information-loss')?.maps ?? []
    expect(map).toMatchObject({ columns: 2, unit: 'percent' })
    expect(map?.cells.map(({ value }) => Math.round(value))).toEqual([25, 50, 50, 50])
    expect(map?.cells.every(({ tags }) => tags.length === 0)).toBe(true)
  })

  test('say which noise allows no claim about depth', () => {
    const depth = of('importance')?.figures.find(({ name }) => name.startsWith('centre of mass'))
    expect(depth).toMatchObject({ value: expect.closeTo(0.25, 9), tags: ['unmatched-noise'] })
  })

  test('say which change is none', () => {
    const steady = { 'reference reference': share(0.5), 'reference no-image': share(0.5) }
    const [same] = describeMade(steady)
    expect(same?.figures[0]?.tags).toEqual(['equivalent'])
    expect(of('reference')?.figures[0]?.tags).toEqual([])
  })

  test('say of what the reference is too small, and have no map of what is above chance at chance', () => {
    const [loss] = describeMade({
      'patch-information-loss all-groups': share(0.05),
      ...Object.fromEntries(
        ['r0c0', 'r0c1', 'r1c0', 'r1c1'].map(place => [`patch-information-loss keep/${place}`, share(0.02)]),
      ),
    })
    expect(loss?.maps.map(({ name }) => name)).toEqual(['lost where only this group is kept'])
    expect(loss?.maps[0]?.cells.map(({ tags }) => tags)).toEqual(new Array(4).fill(['unstable']))
  })

  test('say nothing of what was not run, and survive being stored', () => {
    expect(told.map(({ probe }) => probe)).toEqual([
      'reference',
      'patch-information-loss',
      'occlusion',
      'importance',
    ])
    expect(JSON.parse(JSON.stringify(told)).map((one: unknown) => finding.parse(one))).toEqual(told)
  })
})

test('noise is told by its size', () => {
  expect(['fixed', 'matched-0.3', 'energy-0.3'].map(noiseWords)).toEqual([
    'noise within ±1',
    "noise of 0.3 of the layer's own scale",
    "noise of 0.3 of the layer's own energy",
  ])
})
