import { describe, expect, test } from 'vitest'
import { mme } from '#lib/benchmarks/mme'
import { mmstar } from '#lib/benchmarks/mmstar'
import { mmvp } from '#lib/benchmarks/mmvp'
import { layOutUnits, unitValues } from '#lib/leaderboard/unit-layout'
import { estimateMean } from '#lib/statistics/intervals'
import { madeItem } from './made-run'

describe('layOutUnits', () => {
  test('joins units that share a picture, across pairs', () => {
    const pictures = ['a', 'b', 'c', 'd', 'b', 'e']
    const items = pictures.map((imageHash, at) => madeItem(at, { imageHash }))
    const { design, guessFloor } = layOutUnits(mmvp, items)
    expect([...design.cluster]).toEqual([0, 1, 0])
    expect(design.clusters).toBe(2)
    // Four options each: a sixteenth to guess both.
    expect(guessFloor).toBe(1 / 16)
  })

  test('averages the guess floors of items with different numbers of options', () => {
    const items = [madeItem(0), madeItem(1, { options: madeItem(1).options.slice(0, 2) })]
    expect(layOutUnits(mmstar, items).guessFloor).toBe((1 / 4 + 1 / 2) / 2)
  })
})

test('T09: MME total over two subtasks and its standard error', () => {
  const subtasks = {
    a: [
      [1, 1],
      [1, 0],
      [1, 1],
      [0, 0],
      [0, 1],
    ],
    b: [
      [1, 1],
      [1, 1],
      [0, 1],
      [1, 0],
    ],
  }
  const images = Object.entries(subtasks).flatMap(([category, answers]) =>
    answers.map((scores, at) => ({ category, group: `${category}/${at}`, scores })),
  )
  const items = images.flatMap(({ category, group, scores }) =>
    scores.map((_, question) => madeItem(0, { category, group, imageHash: `${group}-${question}` })),
  )
  const layout = layOutUnits(mme, items)
  const values = unitValues(layout, { scores: Float32Array.from(images.flatMap(({ scores }) => scores)) })
  const { value, se } = estimateMean(values, layout.design)
  const points = mme.printedScale(layout.design.strata)?.high ?? Number.NaN
  expect(layout.guessFloor).toBe(0.375)
  expect(points).toBe(400)
  expect(value * points).toBeCloseTo(225, 9)
  expect((se ?? Number.NaN) * points).toBeCloseTo(60.207973, 5)
})
