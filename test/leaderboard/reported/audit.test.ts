import { describe, expect, test } from 'vitest'
import { auditPaper } from '#lib/leaderboard/reported/audit'
import { paperResults } from '#lib/leaderboard/reported/paper'

const audit = auditPaper(paperResults)
const [llava15, next, oneVision] = audit.averages

describe('6.1: the averages of Table 1', () => {
  test('T01: raw means, MME in points', () => {
    expect(audit.averages.map(({ raw }) => raw)).toEqual(
      [1.532, -2.712, -9.404].map(value => expect.closeTo(value, 6)),
    )
    expect(audit.averages.map(({ reproduced }) => reproduced)).toEqual([false, true, true])
  })

  test('T02: scale-normalised means', () => {
    expect(audit.averages.map(({ scaled }) => scaled)).toEqual(
      [-0.833393, -4.232679, -7.649].map(value => expect.closeTo(value, 6)),
    )
  })

  test('no other formula gives the printed drop of 0.59', () => {
    const two = (value: number) => expect.closeTo(value, 2)
    expect(llava15.attempts).toEqual({
      'without MME, over nine': two(-1.02),
      'without MME, over ten': two(-0.92),
      'MME over 20': two(-0.8),
      'MME in percent change': two(-0.79),
      'mean relative change': two(-3.54),
      'mean relative change without MME': two(-4.08),
      median: two(-0.76),
      'trimmed mean': two(-0.71),
      'ratio of sums': expect.any(Number),
      'geometric mean': expect.any(Number),
    })
    for (const value of Object.values(llava15.attempts))
      expect(Math.abs(value - llava15.printed)).toBeGreaterThan(0.05)
  })

  test('MME decides the sign, and would have had to move otherwise', () => {
    expect([llava15, next, oneVision].map(({ mmeShare }) => mmeShare)).toEqual(
      [2.45, 1.58, -1.82].map(value => expect.closeTo(value, 2)),
    )
    expect(llava15.mmeNeeded).toBeCloseTo(3.31, 6)
    expect(audit.mmeNeededByIntroduction).toBeCloseTo(7.31, 6)
  })
})

describe('6.2: five runs', () => {
  test('all permuted values are those of one', () => {
    expect(audit.runs).toMatchObject({ values: 18, singleRun: 18 })
    const chances = Object.values(audit.runs.chances)
    expect(Math.min(...chances)).toBeCloseTo(0.2, 2)
    expect(Math.max(...chances)).toBeCloseTo(0.31, 2)
    expect(audit.runs.jointly).toBeGreaterThan(0.5e-12)
    expect(audit.runs.jointly).toBeLessThan(2e-12)
  })

  test('two values of NeXT did not move, and three of ChartQA are of no count', () => {
    expect(audit.runs.unchanged).toEqual([
      { model: 'LLaVA-NeXT', benchmark: 'SQA-IMG', right: 1253, of: 2017 },
      { model: 'LLaVA-NeXT', benchmark: 'AI2D', right: 1977, of: 3088 },
    ])
    expect(audit.runs.notOfChartQa).toEqual([
      { model: 'LLaVA-NeXT', value: 66.06 },
      { model: 'LLaVA-NeXT', value: 34.55 },
      { model: 'LLaVA-OneVision', value: 58.26 },
    ])
  })
})

describe('6.3: the reading of Table 1', () => {
  const change = (model: string, benchmark: string) =>
    audit.changes.find(one => one.model === model && one.benchmark === benchmark)

  test('omits drops of a seventh to a half of the score', () => {
    expect(change('LLaVA-NeXT', 'MathVista')).toMatchObject({
      difference: expect.closeTo(-10.3, 9),
      relative: expect.closeTo(-32.2, 1),
    })
    expect(change('LLaVA-NeXT', 'ChartQA')).toMatchObject({
      difference: expect.closeTo(-31.51, 9),
      relative: expect.closeTo(-47.7, 1),
    })
    expect(change('LLaVA-1.5', 'MathVista')?.relative).toBeCloseTo(-14.2, 1)
    expect(change('LLaVA-1.5', 'ChartQA')?.relative).toBeCloseTo(-16.8, 1)
  })

  test('is clear where it is, by the widest error', () => {
    const clear = audit.changes.filter(({ z }) => z !== null && Math.abs(z) > 2.5)
    expect(clear.map(({ model, benchmark }) => `${benchmark} ${model}`).toSorted()).toEqual([
      'AI2D LLaVA-OneVision',
      'ChartQA LLaVA-1.5',
      'ChartQA LLaVA-NeXT',
      'ChartQA LLaVA-OneVision',
      'MMStar LLaVA-OneVision',
      'MathVista LLaVA-NeXT',
      'MathVista LLaVA-OneVision',
      'SQA-IMG LLaVA-OneVision',
    ])
  })

  test('has changes of two pairs or fewer on MMVP, which are nothing', () => {
    const mmvp = audit.changes.filter(({ benchmark }) => benchmark === 'MMVP')
    expect(mmvp.map(({ items }) => items)).toEqual([2, 1, -2])
    for (const { z } of mmvp) expect(Math.abs(z ?? 1)).toBeLessThan(0.25)
    // The scores are of pairs: under the floor of single questions.
    expect(paperResults.table1_permutation.rows[0].original[0]).toBeLessThan(50)
  })
})

test('6.5: Figure 8 is high at the border, in steps of 0.008', () => {
  const { rings, centreMinusEdge, quantum, quanta, range } = audit.tokenMap
  expect(rings).toEqual([0.57, 0.25, 0.05].map(value => expect.closeTo(value, 2)))
  expect(centreMinusEdge).toBeCloseTo(-0.5148, 5)
  expect(quantum).toBe(0.008)
  expect(quanta).toBe(125)
  expect(range).toEqual({ single: expect.closeTo(12.5, 9), meanOfTen: expect.closeTo(1.25, 9) })
})

test('6.6: MathVista drops more than MMVP in two of four, and two scores lie under the pair floor', () => {
  const drops = audit.synthesized.map(({ model, mathVista, mmvp }) => [model, mathVista.drop, mmvp.drop])
  expect(drops.slice(2)).toEqual([
    ['Meteor', expect.closeTo(20.7, 9), expect.closeTo(16, 9)],
    ['LLaVA-OneVision', expect.closeTo(24.8, 9), expect.closeTo(23.333, 3)],
  ])
  const relative = audit.synthesized.map(({ mathVista, mmvp }) =>
    [mathVista.relative, mmvp.relative].map(Math.round),
  )
  expect(relative.slice(2)).toEqual([
    [40, 31],
    [40, 38],
  ])
  expect(audit.synthesized.map(({ mathVistaDropsMore }) => mathVistaDropsMore)).toEqual([
    false,
    false,
    true,
    true,
  ])
  expect(audit.synthesized.map(({ belowPairFloor }) => belowPairFloor)).toEqual([true, true, false, false])
})

test('6.7: the means of Table 3 check, its largest drop is not the one named', () => {
  const [vicuna, mistral] = audit.classification
  expect(vicuna).toMatchObject({
    averagesCheck: true,
    average: expect.closeTo(38.2, 1),
    encoderAverage: expect.closeTo(67.4, 1),
    largest: { set: 'EuroSAT', drop: expect.closeTo(47.2, 9) },
  })
  expect(mistral).toMatchObject({
    averagesCheck: true,
    average: expect.closeTo(44.4, 1),
    encoderAverage: expect.closeTo(66.5, 1),
  })
  expect([vicuna, mistral].map(({ drops }) => drops['CIFAR-100'])).toEqual([
    expect.closeTo(26.1, 9),
    expect.closeTo(20, 9),
  ])
  expect(vicuna.standardErrors.largest).toBeCloseTo(1.6, 1)
})
