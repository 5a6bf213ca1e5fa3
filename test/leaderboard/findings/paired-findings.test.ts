import { describe, expect, test } from 'vitest'
import { isNotEnough, type NotEnoughData } from '#lib/domain/not-enough-data'
import { findRecognition } from '#lib/leaderboard/findings/alignment-classification'
import { findAlignment } from '#lib/leaderboard/findings/alignment-knn'
import { findOptionRotation } from '#lib/leaderboard/findings/option-rotation'
import { findReference } from '#lib/leaderboard/findings/reference'
import { comparePictures, findSynthesized } from '#lib/leaderboard/findings/synthesized-image'
import { correlateMaths, findTextMaths } from '#lib/leaderboard/findings/text-maths'
import { mcnemar } from '#lib/statistics/paired'
import { firstOf, madeUnits } from './made-units'

const units = 400
const share = (right: number) => firstOf(units, right)

/** The finding, or an error where there is none. */
function found<T extends object>(finding: T | NotEnoughData | null): T {
  if (finding === null || isNotEnough(finding)) throw new Error('nothing was found')
  return finding
}

describe('the controls', () => {
  test('have the gain over no picture and what leaked', () => {
    const { necessity, leakage } = found(
      findReference(
        madeUnits('mmstar', units, {
          'reference reference': share(0.6),
          'reference no-image': share(0.35),
          'reference wrong-image': share(0.3),
          'reference backbone': share(0.25),
        }),
      ),
    )
    expect(necessity.map(({ control }) => control)).toEqual(['no-image', 'wrong-image'])
    expect(necessity[0].gain).toMatchObject({
      difference: expect.closeTo(0.25, 9),
      p: expect.closeTo(mcnemar(0, 100), 12),
    })
    expect(leakage).toMatchObject({ value: expect.closeTo(0.1, 9), change: { units: 400 } })
  })

  test('leak nothing where the backbone knew more', () => {
    const { leakage } = found(
      findReference(
        madeUnits('mmstar', units, {
          'reference reference': share(0.6),
          'reference no-image': share(0.25),
          'reference backbone': share(0.35),
        }),
      ),
    )
    expect(leakage).toMatchObject({ value: 0, change: { difference: expect.closeTo(-0.1, 9) } })
  })
})

describe('option rotation', () => {
  test('T23: vanilla, mean over rotations, and right under all', () => {
    const correct = [
      [1, 1, 1, 1],
      [1, 0, 1, 1],
      [0, 0, 1, 0],
      [1, 1, 1, 1],
    ]
    const rules = Object.fromEntries(
      [0, 1, 2, 3].map(turn => [`option-rotation rotation-${turn}`, (unit: number) => correct[unit][turn]]),
    )
    const finding = found(findOptionRotation(madeUnits('mmstar', 4, rules)))
    expect(finding.vanilla.score.value).toBe(0.75)
    expect(finding.mean.score.value).toBe(0.75)
    expect(finding.circular.score.value).toBe(0.5)
    expect(finding.stability?.value).toBeCloseTo(2 / 3, 9)
    expect(finding.turned.difference).toBeCloseTo(0, 9)
  })
})

describe('synthesized pictures', () => {
  test('are held against the original and against no picture', () => {
    const finding = found(
      findSynthesized(
        madeUnits('mathvista', units, {
          'reference reference': share(0.65),
          'reference no-image': share(0.35),
          'synthesized-image picture-1': share(0.45),
        }),
      ),
    )
    expect(finding.change.difference).toBeCloseTo(-0.2, 9)
    expect(finding.aboveBlind?.difference).toBeCloseTo(0.1, 9)
    expect(finding.retention?.value).toBeCloseTo(0.5, 9)
  })

  test('are like their originals, next to others', () => {
    const pairs = [
      { own: 0.8, other: 0.5, captionCut: true },
      { own: 0.9, other: 0.6, captionCut: false },
      null,
      { own: 0.85, other: 0.5 },
    ]
    const items = ['a', 'b', 'c', 'd'].map(imageHash => ({ imageHash }))
    const compared = found(comparePictures('mmvp', items, pairs))
    expect(compared.items).toBe(3)
    expect(compared.captions).toEqual({ cut: 1, known: 2 })
    expect(compared.own.value).toBeCloseTo(0.85, 9)
    expect(compared.difference.value).toBeCloseTo(0.85 - 1.6 / 3, 9)
    // Two pictures of one original are less than two originals.
    const shared = found(comparePictures('mmvp', [items[0], items[0], items[2], items[3]], pairs))
    const width = ({ own }: typeof shared) => own.high - own.low
    expect(width(shared)).toBeGreaterThan(width(compared))
    expect(comparePictures('mmvp', items, pairs.slice(0, 1))).toMatchObject({ have: 1, need: 2 })
    expect(comparePictures('mmvp', items, [])).toBeNull()
  })
})

test('recognition is paired with the encoder, adjusted over the sets', () => {
  const set = (id: string, closed: number) =>
    madeUnits(id, units, {
      'alignment-classification encoder': share(0.8),
      'alignment-classification closed': share(closed),
    })
  const sets = findRecognition([
    set('pets', 0.5),
    set('food101', 0.78),
    set('clevr-count', 0.8),
    set('mmvp', 0.1),
  ])
  expect(sets.map(({ benchmark, counted }) => [benchmark, counted])).toEqual([
    ['pets', true],
    ['food101', true],
    ['clevr-count', false],
  ])
  expect(sets[0].change.difference).toBeCloseTo(-0.3, 9)
  // Eight units were lost: p 2/256, the second of three in Holm's order.
  expect(sets[1].change.p).toBeCloseTo((2 * 2) / 256, 9)
})

test('T33: alignment above chance, and how much of it is preserved', () => {
  const rows = (overlap: number) =>
    Float64Array.from({ length: 1000 }, (_, row) => overlap + (row % 2 ? 0.05 : -0.05))
  const { languageModels } = findAlignment({
    benchmark: 'docci',
    edition: 'made',
    chance: 10 / 999,
    languageModels: [
      { name: 'one', encoder: rows(0.28), checkpoint: rows(0.21) },
      { name: 'none', encoder: new Float64Array(3).fill(Number.NaN), checkpoint: rows(0.2).subarray(0, 3) },
    ],
  })
  expect(languageModels[0]).toMatchObject({
    encoder: { value: expect.closeTo(0.27272, 5) },
    checkpoint: { value: expect.closeTo(0.202012, 5) },
    preserved: { value: expect.closeTo(0.740731, 5), method: 'delta' },
    change: { difference: expect.closeTo(-0.07, 9) },
  })
  expect(languageModels[1]).toEqual({
    languageModel: 'none',
    kind: 'not-enough-data',
    what: 'rows measured',
    have: 0,
    need: 2,
  })
})

describe('mathematics in words', () => {
  test('has both readings, and what the language model could do before', () => {
    const gsm8k = madeUnits('gsm8k', units, {
      'reference reference': share(0.3),
      'text-maths backbone': share(0.4),
    })
    const strict = Float64Array.from({ length: units }, (_, unit) => share(0.2)(unit))
    const finding = found(findTextMaths({ ...gsm8k, floors: new Float64Array(units) }, strict))
    expect(finding.accuracy.score).toMatchObject({ value: 0.3, method: 'wilson' })
    expect(finding.strict?.score.value).toBe(0.2)
    expect(finding.backbone?.change.difference).toBeCloseTo(-0.1, 9)
  })

  test('correlates over checkpoints, and claims nothing of fewer than eight', () => {
    const point = (at: number) => ({
      checkpoint: `${at}`,
      inWords: at / 10,
      inPictures: (at % 3) + at / 5,
      tuningSamples: null,
    })
    const correlation = (count: number) => correlateMaths(Array.from({ length: count }, (_, at) => point(at)))
    expect(correlation(7).pearson).toMatchObject({ n: 7, claimable: false })
    expect(correlation(8).spearman).toMatchObject({ n: 8, claimable: true })
    expect(correlation(3).pearson).toMatchObject({ kind: 'not-enough-data', have: 3 })
  })
})
