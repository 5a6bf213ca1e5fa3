import { describe, expect, test } from 'vitest'
import { benchmarkById } from '#lib/benchmarks/index'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { fitDifficulty, informationShares } from '#lib/leaderboard/items/difficulty'
import { flagContext } from '#lib/leaderboard/items/flag-context'
import { judgeItems } from '#lib/leaderboard/items/judge-items'
import { duplicatesByCosine, pickSuggestions } from '#lib/leaderboard/items/pick-suggestions'
import { selectionBy, suggestUnits } from '#lib/leaderboard/items/suggest'
import { suggestionFactors, utilityOf, weighItems } from '#lib/leaderboard/items/suggestion-utility'
import { validateSuggestion } from '#lib/leaderboard/items/validate-suggestion'
import { validationScores } from '#lib/leaderboard/items/validation-scores'
import { layOutUnits } from '#lib/leaderboard/unit-layout'
import { madeEvidence } from '#scripts/measure/made-evidence'
import { madeItem } from '../made-run'
import { condition, oneItem, someItem, someRun } from './some-evidence'

describe('the utility of a suggestion', () => {
  test('T28: five factors and their product', () => {
    const factors = suggestionFactors({ gap: 0.5, guess: 0.25, success: 0.35, severity: 0.2, quality: 0.95 })
    expect(factors.visual).toBeCloseTo(0.666667, 6)
    expect(factors.headroom).toBeCloseTo(0.636364, 6)
    expect(factors.discrimination).toBe(1)
    expect(utilityOf(factors)).toBeCloseTo(0.322424, 6)
  })

  test('stays within [0, 1] at the ends', () => {
    for (const gap of [-1, 0, 1])
      for (const success of [0, 1]) {
        const factors = suggestionFactors({ gap, guess: 0.5, success, severity: 0, quality: 1 })
        for (const factor of Object.values(factors)) {
          expect(factor).toBeGreaterThanOrEqual(0)
          expect(factor).toBeLessThanOrEqual(1)
        }
      }
  })

  test('comes with its counts and the flag that weighs most', () => {
    const evidence = oneItem(10, run => [
      condition('reference', [run < 6]),
      condition('no-image', [run < 2]),
      condition('permuted', [true]),
    ])
    const context = flagContext(evidence)
    const [weighed] = weighItems(context, judgeItems(context), null)
    expect(weighed).toMatchObject({
      kind: 'weighed',
      worstFlag: 'order-insensitive',
      barred: false,
      counts: { hits: 6, trials: 10, blindHits: 2, blindTrials: 10 },
    })
    if (isNotEnough(weighed)) throw new Error(weighed.what)
    // P(kappa > 0.8) of 6 kept of 6 is 1 - 0.8⁷.
    expect(weighed.factors.clean).toBeCloseTo(0.8 ** 7, 12)
    expect(weighed.utility).toBeCloseTo(utilityOf(weighed.factors), 12)
  })

  test('the doubt about a label weighs once, in the quality', () => {
    // Four of the better five agree on a wrong answer to item 0; who is better shows on the others.
    const evidence = {
      items: Array.from({ length: 10 }, (_, at) => someItem(at)),
      runs: Array.from({ length: 10 }, (_, run) =>
        someRun(run, [
          condition(
            'reference',
            Array.from({ length: 10 }, (_, item) => (item === 0 ? (run < 6 ? 0 : 2) : item < run ? 0 : 1)),
          ),
          condition('no-image', new Array<number>(10).fill(1)),
        ]),
      ),
    }
    const context = flagContext(evidence)
    const judged = judgeItems(context)
    const [weighed] = weighItems(context, judged, null)
    if (isNotEnough(weighed)) throw new Error(weighed.what)
    const mislabelled = judged[0].get('mislabel-suspect')
    if (!mislabelled || isNotEnough(mislabelled)) throw new Error('not judged')
    expect(weighed.factors.quality).toBeCloseTo(1 - mislabelled.severity, 12)
    expect(weighed.worstFlag).not.toBe('mislabel-suspect')
    expect(weighed.factors.clean).toBeGreaterThan(weighed.factors.quality)
  })

  test('is not known without blind answers', () => {
    const context = flagContext(oneItem(4, () => [condition('reference', [true])]))
    expect(weighItems(context, judgeItems(context), null)).toMatchObject([{ kind: 'not-enough-data' }])
  })
})

describe('what the number of models allows', () => {
  const evidence = madeEvidence({ checkpoints: 24, items: 60, families: 24, faultEvery: 0, seed: 3 })
  const some = (models: number) => ({ ...evidence, runs: evidence.runs.slice(0, models) })

  test.each([
    [3, 'classical'],
    [4, 'rasch'],
    [19, 'rasch'],
    [20, 'two-parameter'],
  ])('%i models: %s', (models, kind) => {
    const difficulty = fitDifficulty(some(models))
    expect(difficulty).toMatchObject({ kind, models })
    expect(informationShares(evidence, difficulty) !== null).toBe(kind === 'two-parameter')
  })

  test('runs of one family and size are one model', () => {
    const runs = evidence.runs.map(run => ({ ...run, family: 'one', size: '7' }))
    expect(fitDifficulty({ ...evidence, runs })).toEqual({ kind: 'classical', models: 1 })
  })

  test('information is taken where the best quarter of the models is', () => {
    const items = [0, 1].map(at => someItem(at, { guess: 0 }))
    const column = (...values: number[]) => Float64Array.from(values)
    const fit = {
      ability: column(-2, 0, 0, 2),
      abilitySe: column(1, 1, 1, 1),
      difficulty: column(0, 2),
      difficultySe: column(1, 1),
      logDiscrimination: column(0, 0),
      logDiscriminationSe: column(1, 1),
      negativeLogPosterior: 0,
      sweeps: 1,
      converged: true,
      priors: { difficulty: 1.5, logDiscrimination: 0.5 },
    }
    const shares = informationShares({ items }, { kind: 'two-parameter', models: 20, fit })
    // σ(2) (1 - σ(2)) over a quarter.
    expect(shares?.[0]).toBeCloseTo(4 * 0.8807971 * 0.1192029, 6)
    expect(shares?.[1]).toBe(1)
  })

  test('information is a share of the largest, and ranks sharp items above dull ones', () => {
    const difficulty = fitDifficulty(evidence)
    if (difficulty.kind === 'classical') throw new Error('classical')
    const shares = informationShares(evidence, difficulty) ?? new Float64Array()
    expect(Math.max(...shares)).toBe(1)
    const logA = difficulty.fit.logDiscrimination
    const order = [...shares.keys()].toSorted((a, b) => shares[b] - shares[a])
    const mean = (items: readonly number[]) => items.reduce((sum, item) => sum + logA[item], 0) / items.length
    expect(mean(order.slice(0, 15))).toBeGreaterThan(mean(order.slice(-15)))
  })
})

describe('picking', () => {
  const candidates = (categories: string, utilities: readonly number[]) =>
    [...categories].map((category, at) => ({ category, utility: utilities[at] }))

  test('takes the best, keeping the shares of the categories', () => {
    // Half a, half b; all of a are better, and two of four is the only whole number within a fifth of half.
    const pool = candidates('aaaaabbbbb', [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05])
    expect(pickSuggestions(pool, 4).picked).toEqual([0, 1, 5, 6])
    expect(pickSuggestions(pool, 10).picked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  test.each([5, 20, 37, 60])('every category stays within 20 % of its share, at %i', size => {
    const pool = Array.from({ length: 100 }, (_, at) => ({
      category: at < 50 ? 'a' : at < 80 ? 'b' : 'c',
      utility: 1 - at / 200,
    }))
    const { picked, unfilled } = pickSuggestions(pool, size)
    expect(unfilled).toEqual([])
    expect(picked.length).toBe(size)
    for (const [category, share] of [
      ['a', 0.5],
      ['b', 0.3],
      ['c', 0.2],
    ] as const) {
      const count = picked.filter(at => pool[at].category === category).length
      const due = share * size
      const fits = Math.ceil(0.8 * due) <= Math.floor(1.2 * due)
      expect(count).toBeGreaterThanOrEqual(fits ? Math.ceil(0.8 * due) : Math.floor(due))
      expect(count).toBeLessThanOrEqual(fits ? Math.floor(1.2 * due) : Math.ceil(due))
    }
  })

  test('two are two: a fifth more or less of it is no whole number', () => {
    // Ten categories alike; one of them is the best by far.
    const pool = Array.from({ length: 100 }, (_, at) => ({
      category: `k${at % 10}`,
      utility: at % 10 === 0 ? 1 : 0.5,
    }))
    const { picked } = pickSuggestions(pool, 20)
    const counts = [...Map.groupBy(picked, at => pool[at].category).values()].map(({ length }) => length)
    expect(counts).toEqual(new Array(10).fill(2))
  })

  test.each([39, 41, 45])('asks for the nearest whole numbers where the bounds cannot make up %i', size => {
    const pool = Array.from({ length: 100 }, (_, at) => ({ category: `k${at % 10}`, utility: 1 - at / 200 }))
    const { picked, unfilled } = pickSuggestions(pool, size)
    expect([picked.length, unfilled]).toEqual([size, []])
  })

  test('names a category that has too little to give, and does not take less of the others', () => {
    const pool = candidates('aaaaabbbbb', [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0, 0, 0, 0])
    // Of 8 each is due 4, from 4 to 4.
    expect(pickSuggestions(pool, 8)).toEqual({
      picked: [0, 1, 2, 3, 5],
      unfilled: [{ category: 'b', due: 4, picked: 1 }],
    })
    expect(pickSuggestions(candidates('ab', [0, 0]), 2)).toEqual({
      picked: [],
      unfilled: [
        { category: 'a', due: 1, picked: 0 },
        { category: 'b', due: 1, picked: 0 },
      ],
    })
    // One of four categories is worth nothing: the others give what they are due, up to a fifth more.
    const starved = Array.from({ length: 300 }, (_, at) => ({
      category: `k${at % 4}`,
      utility: at % 4 === 0 ? 0 : 1 - at / 1000,
    }))
    expect(pickSuggestions(starved, 100).picked.length).toBe(90)
  })

  test('skips near-duplicates of what it has', () => {
    const vectors = Float32Array.from([1, 0, 0.99, 0.05, 0, 1])
    const isDuplicate = duplicatesByCosine([{ vectors, width: 2 }])
    expect(isDuplicate(0, 1)).toBe(true)
    expect(isDuplicate(0, 2)).toBe(false)
    expect(pickSuggestions(candidates('aaa', [0.9, 0.8, 0.1]), 2, isDuplicate).picked).toEqual([0, 2])
  })
})

describe('suggested units', () => {
  test('are whole: a pair is weighed together, and barred together', () => {
    const answers = [true, true, true, true]
    const evidence = {
      items: [0, 1, 2, 3].map(at => someItem(at)),
      runs: Array.from({ length: 10 }, (_, run) =>
        someRun(run, [
          // Most of the better half give item 1 the same wrong answer.
          condition(
            'reference',
            answers.map((right, item) => (item === 1 ? 2 : right && run < 5 ? 0 : 1)),
          ),
          condition('no-image', [1, 1, 1, 1]),
        ]),
      ),
    }
    const { units: suggested } = suggestUnits({
      evidence,
      units: [
        [0, 1],
        [2, 3],
      ],
      size: 2,
    })
    expect(suggested.map(({ unit }) => unit)).toEqual([1])
    expect(suggested[0].items.map(({ item }) => item)).toEqual([2, 3])
    expect(suggested[0].utility).toBeCloseTo(
      (suggested[0].items[0].utility + suggested[0].items[1].utility) / 2,
      12,
    )
  })

  test('prefer sound items to those with planted faults', () => {
    const evidence = madeEvidence({ checkpoints: 16, items: 400, families: 8, faultEvery: 2, seed: 2 })
    const units = evidence.items.map((_, item) => [item])
    const faults = suggestUnits({ evidence, units, size: 100 }).units.map(({ unit }) => evidence.faults[unit])
    expect(faults.filter(fault => fault === 'clean').length).toBeGreaterThan(85)
    expect(faults).not.toContain('blind-solvable')
    expect(faults).not.toContain('mislabel-suspect')
  })
})

test('what is suggested is validated by families that did not choose it, from the same evidence', () => {
  const evidence = madeEvidence({ checkpoints: 16, items: 300, families: 8, faultEvery: 2, seed: 4 })
  const items = evidence.items.map(({ id, category, cluster }, at) =>
    madeItem(at, { id, category, imageHash: `picture-${cluster}` }),
  )
  const layout = layOutUnits(benchmarkById('mmstar'), items)
  const scores = validationScores(evidence, layout)
  const units = layout.units.map(unit => unit.items)
  const validation = validateSuggestion({
    scores,
    select: selectionBy({ evidence, units, size: 75 }),
    key: 'test',
  })
  if (isNotEnough(validation)) throw new Error(validation.what)
  expect(validation).toMatchObject({ split: 'held-out-families', checkpoints: 8, units: 75 })
  // A quarter of the items can be solved blind or are otherwise bad: without them the picture matters more.
  expect(validation.visual?.difference).toBeGreaterThan(0)
  expect(validation.set.blind).toBeLessThanOrEqual(validation.source.blind ?? -1)
  // The source's own figure, by hand: mean over the held-out checkpoints of (u - 0.25) / 0.75.
  const held = evidence.runs.filter(({ family }) => validation.families.includes(family))
  const means = held.map(({ conditions: [{ scores }] }) => scores.reduce((sum, one) => sum + one, 0) / 300)
  const mean = means.reduce((sum, one) => sum + (one - 0.25) / 0.75, 0) / means.length
  expect(validation.source.corrected).toBeCloseTo(mean, 6)
})

test('an item that was never asked is not an answer that could not be read', () => {
  const one = condition('reference', [true, 1, -1, true])
  const scores = Float32Array.of(1, 0, 0, Number.NaN)
  const answers = Int32Array.of(0, 1, -1, -1)
  const items = [0, 1, 2, 3].map(at => someItem(at))
  const layout = layOutUnits(
    benchmarkById('mmvp'),
    items.map((_, at) => madeItem(at)),
  )
  const runs = [
    someRun(0, [{ ...one, scores, answers }]),
    someRun(1, [
      { ...one, scores: new Float32Array(4).fill(Number.NaN), answers: Int32Array.of(-1, -1, -1, -1) },
    ]),
  ]
  const { unparsed } = validationScores({ items, runs }, layout)
  // The second pair was asked by half.
  expect(unparsed).toEqual([Float64Array.of(0, 1), Float64Array.of(Number.NaN, Number.NaN)])
})
