import { describe, expect, test } from 'vitest'
import type { Cell } from '#lib/domain/cell'
import {
  commonUnits,
  conditionsLike,
  meanVector,
  referenceScores,
  scoresOf,
  unitScores,
} from '#lib/leaderboard/findings/unit-scores'
import { madeItem } from '../made-run'
import { madeUnits } from './made-units'

function cell(condition: string, scores: readonly number[], against?: readonly number[]): Cell {
  const flags = new Uint8Array(scores.length)
  return {
    benchmark: 'made',
    probe: 'reference',
    probeVersion: 1,
    condition,
    scores: Float32Array.from(scores),
    unparsed: flags,
    changed: flags,
    ...(against ? { against: Float32Array.from(against) } : {}),
  }
}
const outcomes = { edition: 'made', title: 'MADE', scorer: 'made', promptProfile: 'llava' }
const missing = Number.NaN

describe('unitScores', () => {
  test('makes a pair of its items, and leaves out one that was asked by half', () => {
    const items = [0, 1, 2, 3, 4, 5].map(at => madeItem(at, { imageHash: `picture-${at >> 2}` }))
    const cells = [
      cell('reference', [1, 1, 1, 0, 1, 1]),
      cell('no-image', [1, missing, missing, missing, 1, 1]),
    ]
    const units = unitScores({ ...outcomes, benchmark: 'mmvp', items, cells })
    expect(referenceScores(units)).toEqual(Float64Array.of(1, 0, 1))
    expect(scoresOf(units, 'reference', 'no-image')).toEqual(Float64Array.of(missing, missing, 1))
    expect(scoresOf(units, 'reference', 'blank-image')).toBeNull()
    expect([...units.design.cluster]).toEqual([0, 0, 1])
    expect(units.pictures?.[2]).toEqual(['picture-1', 'picture-1'])
    expect(units.floors[0]).toBe(1 / 16)
  })

  test('holds judged answers against the references of the items that were asked', () => {
    const items = [0, 1, 2].map(at => madeItem(at, { options: [], answer: '' }))
    const cells = [cell('reference', [0.4, missing, 0.8], [0.8, missing, 0.8])]
    const values = referenceScores(unitScores({ ...outcomes, benchmark: 'llava-w', items, cells }))
    expect(values?.[1]).toBeNaN()
    // R = 0.6 / 0.8, and each unit is R + (y - R r) / 0.8.
    expect(values?.[0]).toBeCloseTo(0.75 + (0.4 - 0.6) / 0.8, 6)
    expect(values?.[2]).toBeCloseTo(0.75 + (0.8 - 0.6) / 0.8, 6)
  })
})

test('meanVector averages seeds, where all of them asked', () => {
  const mean = meanVector([Float64Array.of(1, 0, missing), Float64Array.of(0, 0, 1)])
  expect(mean).toEqual(Float64Array.of(0.5, 0, missing))
})

test('conditionsLike says what the pattern caught', () => {
  const units = madeUnits('made', 1, { 'permutation seed-2': () => 1, 'permutation all/seed-2': () => 0 })
  expect(conditionsLike(units, 'permutation', /^seed-(\d+)$/)).toEqual([
    { caught: ['2'], values: Float64Array.of(1) },
  ])
  expect(conditionsLike(units, 'occlusion', /./)).toEqual([])
})

test('commonUnits restricts design, floors and vectors alike', () => {
  const units = madeUnits('made', 4, { 'reference reference': unit => unit })
  const floors = Float64Array.of(0, 0.1, 0.2, 0.3)
  const vectors = [Float64Array.of(1, missing, 3, 4), Float64Array.of(missing, 2, 3, 4)]
  const common = commonUnits({ ...units, floors }, vectors)
  expect(common.vectors).toEqual([Float64Array.of(3, 4), Float64Array.of(3, 4)])
  expect(common.floors).toEqual(Float64Array.of(0.2, 0.3))
  expect(common.design).toMatchObject({ clusters: 2, cluster: Int32Array.of(0, 1) })
})
