import { describe, expect, test } from 'vitest'
import { agreementOf } from '#lib/leaderboard/items/agreement'
import { flagContext } from '#lib/leaderboard/items/flag-context'
import { flags } from '#lib/leaderboard/items/flags/index'
import { flaggedList, judgeItems } from '#lib/leaderboard/items/judge-items'
import { condition, oneItem, someItem, someRun } from './some-evidence'
import { judged, missing } from './some-judgement'

describe('perhaps seen in training', () => {
  const leaked = (families: number, shown: number) => ({
    items: [someItem(0)],
    runs: Array.from({ length: families }, (_, at) =>
      someRun(at, [
        condition('reference', [true]),
        condition('no-image', [at < shown]),
        condition('backbone', [false]),
      ]),
    ),
  })

  test('blind-right in two of two families whose backbones are wrong', () => {
    const judgement = judged(leaked(2, 2), 'contaminated-suspect')
    expect(judgement).toMatchObject({ raised: true, counts: { blindShown: 2, blindTested: 2 } })
    // Two guesses: (0.25 * 0.75)².
    expect(judgement.counts.blindP).toBeCloseTo(0.1875 ** 2, 12)
    expect(judgement.severity).toBe(1)
  })

  test('not in one; in two of ten by the rule, with how often guessing does that', () => {
    expect(judged(leaked(2, 1), 'contaminated-suspect')).toMatchObject({ raised: false, severity: 0 })
    const two = judged(leaked(10, 2), 'contaminated-suspect')
    expect(two.raised).toBe(true)
    // 1 - (1 - c)¹⁰ - 10 c (1 - c)⁹ with c = 0.25 * 0.75; two of ten lie near the start of the scale from one to ten.
    expect(two.counts.blindP).toBeCloseTo(1 - 0.8125 ** 10 - 10 * 0.1875 * 0.8125 ** 9, 12)
    expect(two.severity).toBeCloseTo(1 / 9, 12)
    expect(judged(leaked(10, 0), 'contaminated-suspect').counts.blindP).toBe(1)
  })

  test('its list is what it is raised for: a p is no probability of being wrong', () => {
    const flag = flags.find(({ id }) => id === 'contaminated-suspect')
    if (!flag) throw new Error('no flag')
    // Of six families each guesses on its own: most items that two of them get right are luck, and stay in the list.
    const items = Array.from({ length: 200 }, (_, at) => someItem(at))
    const runs = Array.from({ length: 6 }, (_, run) =>
      someRun(run, [
        condition(
          'reference',
          items.map(() => true),
        ),
        condition(
          'no-image',
          items.map((_, at) => (7 * at + 11 * run) % 16 < 3),
        ),
        condition(
          'backbone',
          items.map(() => false),
        ),
      ]),
    )
    const all = judgeItems(flagContext({ items, runs }))
    const shown = all.map(one => {
      const found = one.get('contaminated-suspect')
      return found?.kind === 'judged' ? (found.counts.blindShown ?? 0) : 0
    })
    expect(shown.filter(count => count >= 2).length).toBeGreaterThan(10)
    expect(flaggedList(flag, all).toSorted((a, b) => a - b)).toEqual(
      shown.flatMap((count, at) => (count >= 2 ? [at] : [])),
    )
  })

  test('not where the backbone is right, too', () => {
    const evidence = oneItem(4, () => [
      condition('reference', [true]),
      condition('no-image', [true]),
      condition('backbone', [true]),
    ])
    expect(judged(evidence, 'contaminated-suspect').raised).toBe(false)
  })

  test('most blind answers of a checkpoint, and most checkpoints of a family, must show it', () => {
    const half = oneItem(2, () => [
      condition('reference', [true]),
      condition('no-image', [true]),
      condition('no-image', [false]),
      condition('backbone', [false]),
    ])
    expect(judged(half, 'contaminated-suspect').counts.blindShown).toBe(0)
    const { items, runs } = leaked(6, 2)
    // Two families of three checkpoints, in each of which one shows it.
    const families = { items, runs: runs.map((run, at) => ({ ...run, family: `family-${at % 2}` })) }
    expect(judged(families, 'contaminated-suspect').counts).toMatchObject({ blindShown: 0, blindTested: 2 })
  })

  test('checkpoints of one family are one witness', () => {
    const { items, runs } = leaked(6, 6)
    const related = { items, runs: runs.map(run => ({ ...run, family: 'one' })) }
    expect(missing(related, 'contaminated-suspect')).toMatchObject({ have: 1, need: 2 })
  })

  test('the published order of options stands out in two families', () => {
    const orders = (logs: readonly number[]) =>
      logs.map((log, turn) => ({
        ...condition('rotated', [true], turn),
        orderLogProbs: Float32Array.of(log),
      }))
    const sharp = oneItem(2, () => [condition('reference', [true]), ...orders([-10, -31, -30, -29])])
    expect(judged(sharp, 'contaminated-suspect')).toMatchObject({ raised: true, counts: { orderShown: 2 } })
    const flat = oneItem(2, () => [condition('reference', [true]), ...orders([-28, -31, -30, -29])])
    expect(judged(flat, 'contaminated-suspect')).toMatchObject({ raised: false, counts: { orderShown: 0 } })
  })

  test('eight option tokens reproduced', () => {
    const copied = (tokens: number) => ({
      items: [someItem(0)],
      runs: [0, 1].map(at =>
        someRun(at, leaked(2, 0).runs[at].conditions, { reproducedTokens: Int32Array.of(tokens) }),
      ),
    })
    expect(judged(copied(8), 'contaminated-suspect')).toMatchObject({ raised: true, severity: 1 })
    expect(judged(copied(7), 'contaminated-suspect').raised).toBe(false)
  })
})

describe('perhaps mislabelled', () => {
  /** Ten checkpoints, better the later; item 0 is answered by rule, nine others by rank. */
  const ranked = (first: (run: number) => number) => ({
    items: Array.from({ length: 10 }, (_, at) => someItem(at)),
    runs: Array.from({ length: 10 }, (_, run) =>
      someRun(run, [
        condition('reference', [first(run), ...Array.from({ length: 9 }, (_, item) => (item < run ? 0 : 1))]),
      ]),
    ),
  })

  test('the better half agrees on one wrong answer', () => {
    const judgement = judged(
      ranked(run => (run >= 6 ? 2 : 0)),
      'mislabel-suspect',
    )
    expect(judgement).toMatchObject({ raised: true, counts: { better: 5, agreeing: 4 } })
    expect(judgement.severity).toBeCloseTo((0.8 - 0.3) / 0.7, 12)
  })

  test('not where they err each in its own way, or only the worse half errs', () => {
    expect(
      judged(
        ranked(run => run % 4),
        'mislabel-suspect',
      ).raised,
    ).toBe(false)
    expect(
      judged(
        ranked(run => (run < 5 ? 2 : 0)),
        'mislabel-suspect',
      ).raised,
    ).toBe(false)
  })

  test('the better a checkpoint, the more often it is wrong: only told from twelve models on', () => {
    const many = (models: number) => ({
      items: Array.from({ length: 12 }, (_, at) => someItem(at)),
      runs: Array.from({ length: models }, (_, run) =>
        someRun(run, [
          condition('reference', [
            run < models / 2 ? 0 : 1 + (run % 3),
            ...Array.from({ length: 11 }, (_, item) => (item < run ? 0 : 1)),
          ]),
        ]),
      ),
    })
    expect(judged(many(12), 'mislabel-suspect').counts.pointBiserial).toBeLessThan(-0.2)
    expect(judged(many(12), 'mislabel-suspect').raised).toBe(true)
    expect(judged(many(11), 'mislabel-suspect')).toMatchObject({ raised: false })
  })

  test('the correlation is with the rest of the items', () => {
    const scores = [
      [1, 0, 0],
      [0, 1, 0],
      [1, 1, 0],
      [0, 1, 1],
    ]
    const evidence = {
      items: [0, 1, 2].map(at => someItem(at)),
      runs: scores.map((row, run) =>
        someRun(run, [
          condition(
            'reference',
            row.map(score => score === 1),
          ),
        ]),
      ),
    }
    // Item 0 is 1, 0, 1, 0; the mean of the others 0, 0.5, 0.5, 1: Σ of products -0.5, of squares 1 and 0.5.
    const [first] = agreementOf(evidence).pointBiserial
    expect(first).toBeCloseTo(-0.5 / Math.sqrt(1 * 0.5), 12)
  })

  test('trainings of one recipe have one voice', () => {
    const base = ranked(run => (run >= 6 ? 2 : 0))
    // Of the better five, the four that agree on a wrong answer are trainings of one recipe.
    const runs = base.runs.map((run, at) => (at >= 6 ? { ...run, family: 'one' } : run))
    const { better, agreeing } = agreementOf({ ...base, runs })
    expect([better[0], agreeing[0]]).toEqual([3, 1])
    // A recipe whose trainings answer differently votes for neither.
    const torn = runs.map((run, at) =>
      at < 8 ? run : { ...run, conditions: ranked(() => 3).runs[at].conditions },
    )
    expect(agreementOf({ ...base, runs: torn }).agreeing[0]).toBe(0)
  })

  test('needs three models in the better half', () => {
    const evidence = oneItem(5, () => [condition('reference', [2])])
    expect(missing(evidence, 'mislabel-suspect')).toMatchObject({ have: 2, need: 3 })
  })
})
