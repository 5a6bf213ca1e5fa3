import { describe, expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import type { PropertyId } from '#lib/domain/property'
import type { UnitScores } from '#lib/leaderboard/findings/unit-scores'
import { buildProfile, type ProfileInput } from '#lib/leaderboard/profile/build-profile'
import { propertyOf } from '#lib/leaderboard/profile/profile'
import { ratioOfMeans } from '#lib/statistics/ratio'
import { flatDesign } from '#lib/statistics/stratified-mean'
import { atRandom, firstOf, type MadeRule, madeRandom, madeUnits } from '../findings/made-units'

const units = 400
const share = (right: number) => firstOf(units, right)
const looking: MadeRule = { 'reference reference': share(0.8), 'reference no-image': share(0.36) }

function propertyFrom(id: PropertyId, input: Partial<ProfileInput> & { readonly made?: UnitScores }) {
  const { made, ...rest } = input
  const benchmarks = made ? [made] : []
  return propertyOf(buildProfile({ benchmarks, alignment: null, notRun: [], ...rest }), id)
}

/** The value of a property on one benchmark, made of the looking checkpoint and more conditions. */
function madeValue(id: PropertyId, rules: MadeRule, benchmark = 'mmstar'): number | undefined {
  return propertyFrom(id, { made: madeUnits(benchmark, units, { ...looking, ...rules }) }).estimate?.value
}

describe('each property on one benchmark', () => {
  test('P1 is retention of the mean over seeds', () => {
    const seeds = { 'permutation seed-1': share(0.6), 'permutation seed-2': share(0.5) }
    expect(madeValue('P1', { ...seeds, 'permutation all/seed-1': share(0) })).toBeCloseTo(0.3 / 0.55, 9)
  })

  test('P2 is the area over ranks, each grid against its own resized picture', () => {
    const value = madeValue('P2', {
      'spatial-shuffle grid-2/unshuffled': share(0.85),
      'spatial-shuffle grid-2/seed-1': share(0.7),
      'spatial-shuffle grid-14/unshuffled': share(0.65),
      'spatial-shuffle grid-14/seed-1': share(0.2),
    })
    const half = 0.45 / 0.6
    expect(value).toBeCloseTo(((1 + half) / 2 + half / 2) / 2, 9)
  })

  test('P2 is not formed where a grid cannot be seen even unshuffled', () => {
    const made = madeUnits('ai2d', units, {
      ...looking,
      'spatial-shuffle grid-2/unshuffled': share(0.8),
      'spatial-shuffle grid-2/seed-1': share(0.7),
      'spatial-shuffle grid-14/unshuffled': share(0.26),
      'spatial-shuffle grid-14/seed-1': share(0.26),
    })
    expect(propertyFrom('P2', { made })).toMatchObject({
      state: 'missing',
      reason: expect.stringMatching(/^ai2d: at chance/),
    })
  })

  test('P3 is what the picture is worth', () => {
    expect(madeValue('P3', {})).toBeCloseTo(0.44 / 0.55, 9)
    expect(madeValue('P3', { 'reference no-image': share(0.1) })).toBe(1)
  })

  test('P4 is the area of random occlusion, by black alone', () => {
    const value = madeValue('P4', {
      'occlusion random/0.3/seed-1': share(0.7),
      'occlusion random/0.3/seed-2': share(0.6),
      'occlusion random/0.5/seed-1': share(0.25),
      'occlusion mean-fill/random/0.5/seed-1': share(0.8),
      'occlusion random/0.5/seed-2': share(0.25),
    })
    const kept = 0.4 / 0.55
    expect(value).toBeCloseTo((0.3 * ((1 + kept) / 2) + 0.2 * (kept / 2)) / 0.5, 9)
  })

  test('P5 is half of one and the contrast of salient and non-salient', () => {
    const value = madeValue('P5', {
      'occlusion salient/0.5': share(0.25),
      'occlusion non-salient/0.5': share(0.8),
      'occlusion mass-salient/0.5': share(0),
    })
    expect(value).toBeCloseTo((1 + 1 - 0.5) / 2, 9)
    expect(madeValue('P5', { 'occlusion salient/0.5': share(0.25) })).toBeUndefined()
  })

  test('P6 is what a synthesized picture loses', () => {
    const rules = {
      'synthesized-image picture-1': share(0.5),
      'synthesized-image picture-2': share(0.4),
    }
    expect(madeValue('P6', rules)).toBeCloseTo(1 - 0.2 / 0.55, 9)
  })

  test('P7 is held against the encoder, on the seven sets alone', () => {
    const rules = {
      'alignment-classification encoder': share(0.9),
      'alignment-classification closed': share(0.55),
      'alignment-classification open': share(0.3),
    }
    expect(madeValue('P7', rules, 'pets')).toBeCloseTo(0.3 / 0.65, 9)
    expect(madeValue('P7', rules, 'clevr-count')).toBeUndefined()
  })

  test('P9 is right under every rotation that asks the unit, over right in the own order', () => {
    const value = madeValue('P9', {
      'option-rotation rotation-0': share(0.8),
      'option-rotation rotation-1': unit => (unit % 2 === 0 || unit >= 320 ? 1 : 0),
      // Items with two options are through after two rotations.
      'option-rotation rotation-2': unit => (unit < 200 ? Number.NaN : 1),
    })
    expect(value).toBeCloseTo(0.5, 9)
  })

  test('P10 is held against the language model before tuning', () => {
    const floors = new Float64Array(units)
    const rules = { 'reference reference': share(0.3), 'text-maths backbone': share(0.5) }
    expect(
      propertyFrom('P10', { made: madeUnits('gsm8k', units, rules, { floors }) }).estimate?.value,
    ).toBeCloseTo(0.6, 9)
  })

  test('P11 is 0 for an even map and 1 for one group', () => {
    const map = (right: readonly number[]) => ({
      'patch-information-loss all-groups': share(0.8),
      ...Object.fromEntries(
        right.map((own, at) => [`patch-information-loss keep/r${at >> 1}c${at & 1}`, share(own)]),
      ),
    })
    expect(madeValue('P11', map([0.5, 0.5, 0.5, 0.5]))).toBeCloseTo(0, 9)
    expect(madeValue('P11', map([0.25, 0.5, 0.2, 0.25]))).toBeCloseTo(1, 9)
    // Shares of a half and two quarters: entropy 1.5 ln 2 of ln 4.
    expect(madeValue('P11', map([0.45, 0.35, 0.35, 0.25]))).toBeCloseTo(1 - 0.75, 9)
  })

  test('P12 is the share of the lowest quarter of layers under matched noise', () => {
    const layers = (right: readonly number[], noise: string) =>
      Object.fromEntries(right.map((own, layer) => [`importance layer-${layer}/${noise}/seed-1`, share(own)]))
    const matched = layers([0.4, 0.7, 0.75, 0.8], 'matched-0.3')
    expect(madeValue('P12', { ...matched, ...layers([0.8, 0.8, 0.8, 0.1], 'fixed') })).toBeCloseTo(
      0.4 / 0.55,
      9,
    )
    // One unit of 400 is no more than its own error.
    const hardly = layers([0.7975, 0.7975, 0.7975, 0.7975], 'matched-0.3')
    expect(madeValue('P12', hardly)).toBeUndefined()
    const untouched = propertyFrom('P12', {
      made: madeUnits('mmstar', units, {
        ...looking,
        ...layers([0.8, 0.8, 0.8, 0.8], 'matched-0.3'),
      }),
    })
    expect(untouched).toMatchObject({ state: 'missing', reason: expect.stringContaining('costs it nothing') })
  })

  test('P8 is the mean over language models of the overlap above chance', () => {
    const rows = (overlap: number) =>
      Float64Array.from({ length: 300 }, (_, row) =>
        row % 2 === 0 ? Number.NaN : overlap + (row % 4 === 1 ? 0.02 : -0.02),
      )
    const property = propertyFrom('P8', {
      alignment: {
        benchmark: 'docci',
        edition: 'made',
        chance: 10 / 999,
        languageModels: [
          { name: 'small', encoder: rows(0.28), checkpoint: rows(0.21) },
          { name: 'large', encoder: rows(0.3), checkpoint: rows(0.4) },
          { name: 'unrelated', encoder: rows(0.012), checkpoint: rows(0.1) },
        ],
      },
    })
    // T33 gives 0.740731 for the first; the second is clipped.
    expect(property.parts.map(({ value }) => value)).toEqual([expect.closeTo(0.740731, 5), 1])
    expect(property.estimate?.value).toBeCloseTo((0.740731 + 1) / 2, 5)
    expect(property.ineligible).toMatchObject([
      { part: 'unrelated', reason: expect.stringContaining('at chance') },
    ])
  })
})

describe('a property over benchmarks', () => {
  const seen = { 'permutation seed-1': share(0.6) }
  const guessing = { ...looking, 'reference reference': share(0.26), ...seen }

  test('is the mean of those that are clearly above chance, and says which are not', () => {
    const property = propertyFrom('P1', {
      benchmarks: [
        madeUnits('mmstar', units, { ...looking, ...seen }),
        madeUnits('ai2d', units, { ...looking, 'permutation seed-1': share(0.8) }),
        madeUnits('mmvp', units, guessing),
      ],
    })
    expect(property.estimate?.value).toBeCloseTo((0.35 / 0.55 + 1) / 2, 9)
    expect(property.parts.map(({ part }) => part)).toEqual(['mmstar', 'ai2d'])
    expect(property.ineligible).toEqual([
      { part: 'mmvp', reason: expect.stringMatching(/^at chance: 0\.013/) },
    ])
  })

  test('is missing with the reasons where none is', () => {
    expect(propertyFrom('P1', { made: madeUnits('mmvp', units, guessing) })).toMatchObject({
      state: 'missing',
      estimate: null,
      reason: expect.stringContaining('mmvp: at chance'),
    })
  })

  test('is missing with the reason its probe was not run for', () => {
    const notRun = (probe: string, message: string) => ({
      probe,
      benchmark: null,
      reason: { code: 'no-backbone' as const, message },
    })
    const input = {
      notRun: [notRun('text-maths', 'no language model is declared'), notRun('occlusion', 'other')],
    }
    expect(propertyFrom('P10', input)).toMatchObject({
      state: 'missing',
      reason: 'no language model is declared',
    })
    expect(propertyFrom('P9', input)).toMatchObject({ state: 'missing', reason: 'not measured' })
  })

  test('is taken over the units its own conditions asked', () => {
    // On the second half of the units the reference has 160 of 200 right.
    const made = madeUnits('mmstar', units, {
      'reference reference': share(0.9),
      'reference no-image': share(0.3),
      'permutation seed-1': (unit: number) => (unit < 200 ? Number.NaN : unit < 340 ? 1 : 0),
    })
    const { estimate, parts } = propertyFrom('P1', { made })
    const value = (0.7 - 0.25) / (0.8 - 0.25)
    expect(estimate?.value).toBeCloseTo(value, 9)
    const mean = parts[0].draws.reduce((sum, draw) => sum + draw, 0) / parts[0].draws.length
    expect(Math.abs(mean - value)).toBeLessThan(0.02)
  })
})

describe('next to visual reliance', () => {
  const robust = { 'permutation seed-1': share(0.8), 'occlusion random/0.5/seed-1': share(0.8) }

  test('P1 and P4 of a checkpoint that ignores the picture are not interpretable, P5 and P3 are shown', () => {
    const blind = {
      ...robust,
      'reference reference': share(0.8),
      'reference no-image': share(0.75),
      'occlusion salient/0.5': share(0.8),
      'occlusion non-salient/0.5': share(0.8),
    }
    const profile = buildProfile({
      benchmarks: [madeUnits('mmstar', units, blind)],
      alignment: null,
      notRun: [],
    })
    const states = profile.properties.map(({ id, state }) => [id, state])
    expect(states.slice(0, 6)).toEqual([
      ['P3', 'shown'],
      ['P1', 'not-interpretable'],
      ['P2', 'missing'],
      ['P4', 'not-interpretable'],
      ['P5', 'shown'],
      ['P6', 'missing'],
    ])
    expect(propertyOf(profile, 'P1')).toMatchObject({
      reason: 'visual reliance is below 0.2',
      estimate: { value: 1 },
    })
  })

  test('they are shown where it looks, and not where nobody asked without the picture', () => {
    expect(propertyFrom('P1', { made: madeUnits('mmstar', units, { ...looking, ...robust }) }).state).toBe(
      'shown',
    )
    const unasked = { 'reference reference': share(0.8), ...robust }
    expect(propertyFrom('P1', { made: madeUnits('mmstar', units, unasked) })).toMatchObject({
      state: 'not-interpretable',
      reason: 'visual reliance is not known',
    })
  })
})

describe('intervals', () => {
  const random = madeRandom(11)
  const made = madeUnits('mmstar', units, {
    'reference reference': atRandom(random, 0.8),
    'reference no-image': atRandom(random, 0.4),
    'permutation seed-1': atRandom(random, 0.6),
  })

  test('agree with the delta method where that holds', () => {
    const above = (condition: string, probe: string) =>
      made.probes
        .get(probe)
        ?.get(condition)
        ?.map(value => value - 0.25) ?? []
    const delta = ratioOfMeans(
      above('seed-1', 'permutation'),
      above('reference', 'reference'),
      flatDesign(units),
    )
    if (isNotEnough(delta)) throw new Error('no ratio')
    const estimate = propertyFrom('P1', { made }).estimate
    expect(estimate?.value).toBeCloseTo(delta.value, 9)
    expect((estimate?.se ?? 0) / delta.se).toBeCloseTo(1, 1)
    expect(Math.abs((estimate?.low ?? 0) - delta.low)).toBeLessThan(0.02)
    expect(Math.abs((estimate?.high ?? 0) - delta.high)).toBeLessThan(0.02)
  })

  test('come from the same resamples for every checkpoint and property', () => {
    const draws = (one: UnitScores, id: PropertyId) => propertyFrom(id, { made: one }).parts[0].draws
    const twin = madeUnits('mmstar', units, {
      'reference reference': unit => made.probes.get('reference')?.get('reference')?.[unit] ?? 0,
      'reference no-image': unit => made.probes.get('permutation')?.get('seed-1')?.[unit] ?? 0,
    })
    const kept = draws(made, 'P1')
    draws(twin, 'P3').forEach((lost, at) => {
      expect(lost).toBeCloseTo(1 - kept[at], 12)
    })
  })

  test('have a width where nothing was lost in any resample', () => {
    const whole = madeUnits('mmstar', units, { ...looking, 'permutation seed-1': share(0.8) })
    const estimate = propertyFrom('P1', { made: whole }).estimate
    expect(estimate).toMatchObject({ value: 1, high: 1, low: expect.closeTo(400 / (400 + 1.959964 ** 2), 6) })
    expect(estimate?.se).toBeGreaterThan(0)
  })
})
