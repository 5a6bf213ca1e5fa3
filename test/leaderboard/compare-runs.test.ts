import { describe, expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { compareRuns, type RunsCompared } from '#lib/leaderboard/compare-runs'
import type { RunOutcomes } from '#lib/leaderboard/run-outcomes'
import { holm } from '#lib/statistics/multiplicity'
import { madeItem, madeOutcomes, madeRun } from './made-run'

const items = Array.from({ length: 300 }, (_, at) => madeItem(at))

/** Right on so many of ten items, and on those that `kept` names under permuted tokens. */
function run(right: number, kept: (item: number) => boolean, asked = items): RunOutcomes {
  return madeRun(
    madeOutcomes('mmstar', asked, ({ setting }, item) => {
      const plain = (item * 7) % 10 < right
      if (setting === 'no-image') return item % 5 === 0 ? 1 : 0
      return Number(setting === 'permuted' ? plain && kept(item) : plain)
    }),
  )
}
const robust = run(8, () => true)
const twin = run(8, item => item % 50 !== 0)
const fragile = run(7, item => item % 2 === 0)

function scoreOf({ pairs }: RunsCompared, pair = 0) {
  const found = pairs[pair].scores[0]?.found
  if (typeof found === 'string' || isNotEnough(found) || !found) throw new Error('not compared')
  return found
}

describe('two runs', () => {
  const compared = compareRuns([robust, fragile])

  test('have the paired difference of every benchmark both asked', () => {
    expect(compared.pairs).toMatchObject([{ first: 0, second: 1, scores: [{ benchmark: 'mmstar' }] }])
    expect(scoreOf(compared)).toMatchObject({
      difference: expect.closeTo(0.1, 9),
      units: 300,
      discordant: { better: 30, worse: 0 },
      p: expect.closeTo(2 * 0.5 ** 30, 15),
    })
    expect(compared.nearest).toEqual([[], []])
  })

  test('have the difference of their profiles, told where they differ altogether', () => {
    const { global, differences } = compared.pairs[0].profiles
    expect(isNotEnough(global) ? 1 : global.p).toBeLessThan(1e-6)
    const order = differences.find(({ id }) => id === 'P1')
    expect(order?.value).toBeGreaterThan(0.3)
    expect(order?.p).toBeLessThan(0.001)
  })

  test('are compared on the items both asked, if they were asked alike', () => {
    const fewer = compareRuns([robust, run(7, () => true, items.slice(0, 40))])
    expect(scoreOf(fewer).units).toBe(40)
    const [outcomes] = fragile.benchmarks
    const strict = madeRun({ ...outcomes, scorer: 'strict' })
    expect(compareRuns([robust, strict]).pairs[0].scores).toMatchObject([
      { found: 'another scorer: made and strict' },
    ])
    expect(compareRuns([robust, madeRun(madeOutcomes('ai2d', items, () => 1))]).pairs[0].scores).toEqual([])
    expect(compareRuns([robust, run(7, () => true, items.slice(0, 1))]).pairs[0].scores).toMatchObject([
      { found: { kind: 'not-enough-data', what: 'clusters', have: 1, need: 2 } },
    ])
  })
})

describe('more runs', () => {
  const compared = compareRuns([robust, twin, fragile])

  test('are compared in pairs, adjusted over all of them', () => {
    expect(compared.pairs.map(({ first, second }) => [first, second])).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ])
    const raw = [1, 2 * 0.5 ** 30, 2 * 0.5 ** 30]
    expect([0, 1, 2].map(pair => scoreOf(compared, pair).p)).toEqual(
      holm(raw).map(p => expect.closeTo(p, 12)),
    )
  })

  test('of profiles that are not told apart, nothing is said of single properties', () => {
    const { differences, dominant, global } = compared.pairs[0].profiles
    expect(isNotEnough(global) ? 1 : global.p).toBeGreaterThan(0.05)
    expect(differences.every(({ p }) => p === null)).toBe(true)
    expect(dominant).toBeNull()
  })

  test('have their nearest, by place', () => {
    expect(compared.nearest.map(([first]) => first.at)).toEqual([1, 0, 1])
  })
})
