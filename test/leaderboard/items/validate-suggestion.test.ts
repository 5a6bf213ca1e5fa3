import { describe, expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import {
  judgeAnswerable,
  judgeDiscrimination,
  judgeHarder,
  judgeLabels,
  judgeOrder,
  judgeVisual,
  verdictOf,
} from '#lib/leaderboard/items/acceptance'
import { adjustCampaign, isRetired } from '#lib/leaderboard/items/campaign'
import type { EvidenceRun } from '#lib/leaderboard/items/evidence'
import { splitByFamily } from '#lib/leaderboard/items/model-split'
import { randomSubsets } from '#lib/leaderboard/items/random-subsets'
import {
  type Validation,
  type ValidationRequest,
  validateSuggestion,
} from '#lib/leaderboard/items/validate-suggestion'
import type { ValidationScores } from '#lib/leaderboard/items/validation-scores'
import { keyedRandom } from '#lib/statistics/keyed-random'

function runs(families: readonly string[]): EvidenceRun[] {
  return families.map((family, at) => ({ checkpoint: `run-${at}`, family, size: String(at), conditions: [] }))
}

describe('splitting by family', () => {
  const eight = runs(['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd'])

  test('holds out families, with four models on either side', () => {
    const split = splitByFamily(eight, 'key')
    if (isNotEnough(split)) throw new Error(split.what)
    const [fold] = split.folds
    const families = (members: readonly number[]) => new Set(members.map(run => eight[run].family))
    expect(split.kind).toBe('held-out-families')
    expect(fold.selection.length).toBe(4)
    expect(fold.validation.length).toBe(4)
    expect([...families(fold.validation)].filter(family => families(fold.selection).has(family))).toEqual([])
    expect(splitByFamily(eight, 'key')).toEqual(split)
  })

  test('leaves each family out in turn where there are fewer models', () => {
    const split = splitByFamily(eight.slice(0, 6), 'key')
    expect(split).toMatchObject({ kind: 'leave-one-family-out' })
    if (isNotEnough(split)) throw new Error(split.what)
    expect(split.folds.map(({ validation }) => validation)).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ])
    expect(split.folds[0].selection).toEqual([2, 3, 4, 5])
  })

  test('asks for four models and two families; two trainings of a recipe are one model', () => {
    expect(splitByFamily(eight.slice(0, 3), 'key')).toMatchObject({ what: 'models', have: 3, need: 4 })
    expect(splitByFamily(runs(['a', 'a', 'a', 'a']), 'key')).toMatchObject({ have: 1, need: 2 })
    const twins = eight.map(run => ({ ...run, size: 'same' }))
    expect(splitByFamily(twins.slice(0, 6), 'key')).toMatchObject({ what: 'models', have: 3 })
  })
})

/**
 * Ten checkpoints of five families. The first half of the units is hard, for all families or some, and the second is
 * often answered blind: both gaps are alike.
 */
function scores(hardFor: (family: string) => boolean, seed = 1): ValidationScores {
  const units = 400
  const random = keyedRandom({ seed, probe: 'test', condition: 'scores', item: '' })
  const below = (share: number) => (random.uint32() / 2 ** 32 < share ? 1 : 0)
  const models = runs(['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd', 'e', 'e'])
  const draw = (rate: (unit: number) => number) =>
    Float64Array.from({ length: units }, (_, unit) => below(rate(unit)))
  return {
    runs: models,
    plain: models.map(({ family }, at) =>
      draw(unit => 0.5 + 0.04 * at - (unit < units / 2 && hardFor(family) ? 0.2 : 0)),
    ),
    blind: models.map(({ family }) => draw(unit => (unit < units / 2 && hardFor(family) ? 0.25 : 0.45))),
    unparsed: models.map(() => new Float64Array(units)),
    floors: new Float64Array(units).fill(0.25),
    cluster: Int32Array.from({ length: units }, (_, unit) => Math.floor(unit / 2)),
    categories: Array.from({ length: units }, (_, unit) => (unit % 4 === 0 ? 'x' : 'y')),
  }
}

const firstHalf = Array.from({ length: 200 }, (_, unit) => unit)
const reviews = {
  answerReview: { by: 'persons', answered: 50, right: 48 },
  labelReview: { checked: 100, wrong: 1 },
} as const

function validated(request: Omit<ValidationRequest, 'key'>): Validation {
  const validation = validateSuggestion({ key: 'test', ...request })
  if (isNotEnough(validation)) throw new Error(validation.what)
  return validation
}

function state({ criteria }: Validation, id: string) {
  return criteria.find(criterion => criterion.id === id)?.state
}

describe('validating a suggestion', () => {
  test('accepts what is harder for families that did not choose it', () => {
    const validation = validated({ scores: scores(() => true), select: () => firstHalf, ...reviews })
    expect(validation.split).toBe('held-out-families')
    expect(validation.harder.high).toBeLessThan(0)
    expect(validation.harder.difference).toBeCloseTo(
      validation.set.corrected - validation.source.corrected,
      12,
    )
    expect(validation.set.corrected).toBeLessThan(validation.random.corrected?.low ?? 0)
    expect(validation.criteria.map(({ id, state }) => [id, state])).toEqual([
      ['harder', 'met'],
      ['discrimination', 'met'],
      ['visual', 'met'],
      ['order', 'met'],
      ['answerable', 'met'],
      ['labels', 'met'],
    ])
    expect(validation.verdict).toBe('accepted')
    expect(validation.reversals).toEqual([])
    expect(validation.orderBand?.low).toBeLessThanOrEqual(validation.set.order ?? -2)
  })

  test('rejects what was hard only for those that chose it', () => {
    const everyone = scores(() => true)
    const split = splitByFamily(everyone.runs, 'test')
    if (isNotEnough(split)) throw new Error(split.what)
    const choosing = new Set(split.folds[0].selection.map(run => everyone.runs[run].family))
    const validation = validated({
      scores: scores(family => choosing.has(family)),
      select: () => firstHalf,
      ...reviews,
    })
    expect(state(validation, 'harder')).toBe('failed')
    expect(validation.verdict).toBe('rejected')
  })

  test('no field depends on the scores of those that chose', () => {
    const held = scores(() => true)
    const split = splitByFamily(held.runs, 'test')
    if (isNotEnough(split)) throw new Error(split.what)
    const changed = {
      ...held,
      plain: held.plain.map((values, run) =>
        split.folds[0].selection.includes(run) ? values.map(value => 1 - value) : values,
      ),
      blind: held.blind.map((values, run) =>
        split.folds[0].selection.includes(run) ? values.map(() => 1) : values,
      ),
    }
    const select = () => firstHalf
    expect(validated({ scores: changed, select })).toEqual(validated({ scores: held, select }))
  })

  test('the selection never sees a run it is validated on, in any fold', () => {
    const all = scores(() => true)
    const few = { ...all, runs: all.runs.map(run => ({ ...run, size: 'same' })) }
    const seen: (readonly number[])[] = []
    const validation = validated({
      scores: few,
      select: chosen => {
        seen.push(chosen)
        return firstHalf
      },
    })
    expect(validation.split).toBe('leave-one-family-out')
    expect(seen.length).toBe(5)
    expect(validation.checkpoints).toBe(10)
    seen.forEach((chosen, fold) => {
      const left = [...few.runs.keys()].filter(run => !chosen.includes(run))
      expect(new Set(left.map(run => few.runs[run].family))).toEqual(new Set('abcde'[fold]))
    })
  })

  test('what was not looked at is pending, never met', () => {
    const validation = validated({ scores: scores(() => true), select: () => firstHalf })
    expect(state(validation, 'answerable')).toBe('pending')
    expect(state(validation, 'labels')).toBe('pending')
    const blindless = scores(() => true)
    const none = validated({
      scores: { ...blindless, blind: blindless.blind.map(values => values.map(() => Number.NaN)) },
      select: () => firstHalf,
      ...reviews,
    })
    expect(state(none, 'visual')).toBe('pending')
    expect(none.visual).toBeNull()
    expect(none.verdict).toBe('pending')
  })

  test('the visual gap may not shrink', () => {
    const held = scores(() => true)
    // On the set the answers no longer depend on the picture.
    const blind = held.blind.map((values, run) =>
      values.map((value, unit) => (unit < 200 ? held.plain[run][unit] : value)),
    )
    const validation = validated({ scores: { ...held, blind }, select: () => firstHalf, ...reviews })
    expect(validation.visual?.low).toBeLessThan(-0.02)
    expect(state(validation, 'visual')).toBe('failed')
  })

  test('sets tried before in the campaign raise the p', () => {
    const request = { scores: scores(() => true), select: () => firstHalf }
    const alone = validated(request)
    const tried = Array.from({ length: 9 }, (_, at) => ({ set: `set-${at}`, p: 0.5 }))
    const crowded = validated({ ...request, tried })
    expect(crowded.harder.adjustedP).toBeCloseTo(10 * alone.harder.adjustedP, 12)
    expect(validated({ ...request, tried: [alone.tried] }).harder.adjustedP).toBe(alone.harder.adjustedP)
  })

  test('pairs whose order turns around are surfaced', () => {
    const held = scores(() => true)
    const split = splitByFamily(held.runs, 'test')
    if (isNotEnough(split)) throw new Error(split.what)
    const [one, other] = split.folds[0].validation
    const turned = {
      ...held,
      // One is right on the rest only, the other on the set only, and on fewer units.
      plain: held.plain.map((values, run) =>
        values.map((value, unit) => {
          if (run === one) return unit < 200 ? 0 : 1
          return run === other ? (unit < 150 ? 1 : 0) : value
        }),
      ),
    }
    const { reversals } = validated({ scores: turned, select: () => firstHalf })
    expect(reversals).toContainEqual(
      expect.objectContaining({ betterOnSet: `run-${other}`, betterOnSource: `run-${one}` }),
    )
  })

  test('says what is missing', () => {
    const held = scores(() => true)
    expect(validateSuggestion({ scores: held, select: () => [], key: 'test' })).toMatchObject({
      kind: 'not-enough-data',
      what: 'suggested units',
    })
    const three = { ...held, runs: held.runs.slice(0, 3) }
    expect(validateSuggestion({ scores: three, select: () => firstHalf, key: 'test' })).toMatchObject({
      what: 'models',
      have: 3,
    })
  })
})

test('random subsets have the size and the categories of the set', () => {
  const categories = Array.from({ length: 60 }, (_, unit) => 'abc'[unit % 3])
  const subsets = randomSubsets([0, 3, 1, 6, 4], categories, 50, 'key')
  for (const subset of subsets) {
    expect(new Set(subset).size).toBe(5)
    expect([...subset].map(unit => categories[unit]).toSorted()).toEqual(['a', 'a', 'a', 'b', 'b'])
  }
  expect(new Set(subsets.map(subset => subset.toSorted().join())).size).toBeGreaterThan(45)
})

describe('what a set must show', () => {
  const band = { low: 0.3, median: 0.5, high: 0.7 }

  test('harder: upper bound, adjusted p and random subsets, each for itself', () => {
    const state = (high: number, p: number, corrected: number) =>
      judgeHarder({ difference: -0.1, high }, p, { corrected }, band).state
    expect(state(-0.01, 0.04, 0.29)).toBe('met')
    expect(state(0.01, 0.04, 0.29)).toBe('failed')
    expect(state(-0.01, 0.06, 0.29)).toBe('failed')
    expect(state(-0.01, 0.04, 0.31)).toBe('failed')
  })

  test('discrimination: nine tenths of the random median', () => {
    const state = (spread: number | null) => judgeDiscrimination({ spread }, band).state
    expect([state(0.46), state(0.44), state(null)]).toEqual(['met', 'failed', 'pending'])
    expect(judgeDiscrimination({ spread: 0.71 }, band).because).toContain('more than 95 %')
  })

  test('visual: the gap kept within 0.02, and no more solved blind', () => {
    const state = (low: number, blind: number) =>
      judgeVisual({ difference: 0, low }, { blind }, { blind: 0.2 }).state
    expect([state(-0.019, 0.2), state(-0.021, 0.1), state(0.1, 0.21)]).toEqual(['met', 'failed', 'failed'])
    expect(judgeVisual(null, { blind: null }, { blind: null }).state).toBe('pending')
  })

  test('order: not below the random subsets', () => {
    const state = (order: number | null) => judgeOrder({ order }, band).state
    expect([state(0.3), state(0.29), state(null)]).toEqual(['met', 'failed', 'pending'])
  })
})

describe('what persons must have looked at', () => {
  test('45 of 50 answered are enough, 44 are not, and fewer than 50 say nothing', () => {
    const review = (right: number, answered = 50) => judgeAnswerable({ by: 'persons', answered, right }).state
    expect([review(45), review(44), review(40, 40)]).toEqual(['met', 'failed', 'pending'])
  })

  test('two wrong labels of a hundred are allowed', () => {
    expect(judgeLabels({ checked: 100, wrong: 2 }).state).toBe('met')
    expect(judgeLabels({ checked: 100, wrong: 3 }).state).toBe('failed')
  })

  test('one failure rejects, one open question keeps open', () => {
    const criterion = (state: 'met' | 'failed' | 'pending') => ({ id: 'labels', state, because: '' }) as const
    expect(verdictOf([criterion('met'), criterion('met')])).toBe('accepted')
    expect(verdictOf([criterion('pending'), criterion('failed')])).toBe('rejected')
    expect(verdictOf([criterion('met'), criterion('pending')])).toBe('pending')
  })
})

test('a campaign is adjusted by Holm over the sets tried, and five retire the split', () => {
  const tried = [
    { set: 'a', p: 0.01 },
    { set: 'b', p: 0.04 },
    { set: 'a', p: 0.01 },
    { set: 'c', p: 0.03 },
    { set: 'd', p: 0.005 },
  ]
  expect(adjustCampaign(tried)).toEqual([
    { set: 'a', p: 0.03 },
    { set: 'b', p: 0.06 },
    { set: 'c', p: 0.06 },
    { set: 'd', p: 0.02 },
  ])
  expect(isRetired({ campaigns: [[], [], [], []] })).toBe(false)
  expect(isRetired({ campaigns: [[], [], [], [], []] })).toBe(true)
})
