import { describe, expect, test } from 'vitest'
import { runSummary } from '#lib/domain/run-summary'
import { readingOrder } from '#lib/leaderboard/profile/property'
import { summariseRun } from '#lib/leaderboard/summarise-run'
import type { Condition } from '#lib/probes/probe'
import { keyedRandom } from '#lib/statistics/keyed-random'
import { madeItem, madeOutcomes, madeRun } from './made-run'

const items = Array.from({ length: 240 }, (_, at) => madeItem(at))
const otherItems = items.map(item => ({ ...item, imageHash: `other-${item.imageHash}` }))

/** True with the given chance, drawn anew for each item and condition. */
function happens(chance: number, condition: Condition, item: number): boolean {
  const random = keyedRandom({ seed: 0, probe: 'test', condition: condition.id, item: String(item) })
  return random.below(1000) < 1000 * chance
}

/** Knows 180 of 240; reshuffling its answers moves as many up as down; permuting its tokens loses a tenth. */
function planted(condition: Condition, item: number): number {
  const known = item < 180
  if (condition.setting === 'no-image') return item % 4 === 0 ? 1 : 0
  if (condition.setting === 'permuted') return known && !happens(0.1, condition, item) ? 1 : 0
  if (condition.setting === 'reversed')
    return known !== (item % 6 === 0 && (item < 60 || item >= 180)) ? 1 : 0
  return known ? 1 : 0
}

const summary = summariseRun(
  madeRun(
    madeOutcomes('mmstar', items, planted),
    madeOutcomes('mmvp', otherItems, () => 1),
  ),
)
const [mmstar, mmvp] = summary.benchmarks
const changeOf = (setting: string) => mmstar?.effects.find(effect => effect.setting === setting)?.change
const propertyOf = (id: string) => summary.profile.find(property => property.id === id)

describe('a planted effect', () => {
  test('is found, with an interval around it', () => {
    const change = changeOf('permuted')
    expect(change?.verdict).toBe('lower')
    expect(change?.low).toBeLessThan(-7.5)
    expect(change?.high).toBeGreaterThan(-7.5)
    expect(change?.reading).toMatch(/^lower by \d\.\d pp \(95 % CI \d\.\d to \d+\.\d\)$/)
  })

  test('that is absent is not claimed', () => {
    expect(changeOf('reversed')).toMatchObject({ pp: 0, verdict: 'not-detected' })
    expect(changeOf('reversed')?.reading).toMatch(/^no difference detected \(MDE \d\.\d pp\)$/)
  })

  test('on any grid is excluded within 2 pp', () => {
    expect(changeOf('grid-4')).toMatchObject({ verdict: 'equivalent', reading: 'equivalent within 2 pp' })
  })
})

test('p is adjusted over the changes of all benchmarks', () => {
  const alone = summariseRun(madeRun(madeOutcomes('mmstar', items, planted)))
  const permuted = alone.benchmarks[0]?.effects.find(effect => effect.setting === 'permuted')
  // Ten changes a benchmark, and this p is the second smallest: its step is 20 - 1 instead of 10 - 1.
  expect((changeOf('permuted')?.p ?? 0) / (permuted?.change.p ?? 0)).toBeCloseTo(19 / 9, 6)
})

describe('the profile', () => {
  test('leads with visual reliance and averages over benchmarks', () => {
    expect(summary.profile.map(({ id }) => id)).toEqual(readingOrder)
    // MMStar loses all it has above chance without the picture, MMVP nothing.
    expect(propertyOf('P3')).toMatchObject({ state: 'shown', eligible: 2, benchmarks: 2 })
    expect(propertyOf('P3')?.value).toBeCloseTo(0.5, 9)
    expect(propertyOf('P1')?.value).toBeLessThan(1)
    expect(propertyOf('P2')).toMatchObject({ value: 1, high: 1 })
    // No resample differs: the interval is Wilson's, not a point.
    expect(propertyOf('P2')?.low).toBeLessThan(0.99)
  })

  test('brackets what a checkpoint keeps that does not look', () => {
    const blind = summariseRun(madeRun(madeOutcomes('mmvp', items, (_, item) => (item % 8 < 6 ? 1 : 0))))
    expect(blind.profile.filter(({ value }) => value !== null)).toMatchObject([
      { id: 'P3', state: 'shown', value: 0 },
      { id: 'P1', state: 'not-interpretable', value: 1 },
      { id: 'P2', state: 'not-interpretable', value: 1 },
    ])
    // A checkpoint that does not look is told so; nothing else is claimed of it.
    expect(blind.diagnosis.map(({ id }) => id)).toEqual(['picture-ignored'])
  })

  test('says of what was not measured why', () => {
    const reason = { code: 'no-backbone', message: 'no language model is declared' } as const
    const { profile } = summariseRun({
      ...madeRun(madeOutcomes('mmvp', items, () => 1)),
      notRun: [{ probe: 'text-maths', benchmark: null, reason }],
    })
    expect(profile.find(({ id }) => id === 'P10')).toMatchObject({
      state: 'missing',
      value: null,
      reason: 'no language model is declared',
    })
    expect(profile.find(({ id }) => id === 'P9')).toMatchObject({ state: 'missing', reason: 'not measured' })
  })

  test('leaves out benchmarks at chance', () => {
    const guessing = madeOutcomes('mmvp', items, (_, item) => (item % 32 < 2 ? 1 : 0))
    const { profile } = summariseRun(madeRun(madeOutcomes('mmstar', items, planted), guessing))
    expect(profile[0]).toMatchObject({ id: 'P3', value: expect.closeTo(1, 9), eligible: 1, benchmarks: 2 })
    expect(summariseRun(madeRun(guessing)).profile[0]).toMatchObject({ state: 'missing', value: null })
  })
})

test('what probes found stands beside the changes, with its interval', () => {
  const found = summary.findings.find(
    ({ probe, benchmark }) => probe === 'reference' && benchmark === 'mmstar',
  )
  expect(found?.figures[0]).toMatchObject({ name: 'answered, less without a picture', unit: 'pp', value: 50 })
})

test('the mean is that of the chance-corrected scores', () => {
  expect(mmvp?.corrected.value).toBe(1)
  expect(summary.mean.value).toBeCloseTo((0.5 / 0.75 + 1) / 2, 9)
  expect(summary.mean).toMatchObject({ n: 360, clusters: 360 })
})

test('the summary survives being stored', () => {
  expect(runSummary.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary)
})
