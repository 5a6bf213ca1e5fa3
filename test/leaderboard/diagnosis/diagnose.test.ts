import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { diagnose, diagnosisRules } from '#lib/leaderboard/diagnosis/index'
import type { DiagnosedRun } from '#lib/leaderboard/diagnosis/rule'
import { auditAnswerPriors } from '#lib/leaderboard/findings/answer-prior'
import { type FindingsInput, findAll } from '#lib/leaderboard/findings/run-findings'
import { buildProfile } from '#lib/leaderboard/profile/build-profile'
import { atRandom, firstOf, type MadeRule, madeRandom, madeUnits } from '../findings/made-units'
import { madeItem } from '../made-run'

const units = 1000
const share = (right: number) => firstOf(units, right)
const looking: MadeRule = { 'reference reference': share(0.8), 'reference no-image': share(0.3) }

function runOf(
  benchmarks: Readonly<Record<string, MadeRule>>,
  rest: Partial<FindingsInput> = {},
): DiagnosedRun {
  const input = {
    benchmarks: Object.entries(benchmarks).map(([id, rules]) => madeUnits(id, units, rules)),
    alignment: null,
    likeness: [],
    answerPriors: [],
    strictMaths: null,
    ...rest,
  }
  return {
    benchmarks: input.benchmarks,
    profile: buildProfile({ ...input, notRun: [] }),
    findings: findAll(input),
  }
}

const onMmstar = (rules: MadeRule) => runOf({ mmstar: { ...looking, ...rules } })
const shuffled = (grids: readonly number[], right: number) =>
  Object.fromEntries(
    grids.flatMap(grid => [
      [`spatial-shuffle grid-${grid}/unshuffled`, share(0.8)],
      [`spatial-shuffle grid-${grid}/seed-1`, share(right)],
    ]),
  )
const layers = (right: readonly number[], noise: string) =>
  Object.fromEntries(right.map((own, layer) => [`importance layer-${layer}/${noise}/seed-1`, share(own)]))
const kept = (middle: number, border: number) => ({
  'patch-information-loss all-groups': share(0.8),
  ...Object.fromEntries(
    Array.from({ length: 16 }, (_, at) => {
      const [row, column] = [at >> 2, at & 3]
      const inside = row % 3 > 0 && column % 3 > 0
      return [`patch-information-loss keep/r${row}c${column}`, share(inside ? middle : border)]
    }),
  ),
})
const overlaps = (overlap: number) =>
  Float64Array.from({ length: 500 }, (_, row) => overlap + (row % 2 ? 0.05 : -0.05))
const aligned = (checkpoint: number) =>
  runOf(
    {},
    {
      alignment: {
        benchmark: 'docci',
        edition: 'made',
        chance: 10 / 499,
        languageModels: [{ name: 'bloom-560m', encoder: overlaps(0.3), checkpoint: overlaps(checkpoint) }],
      },
    },
  )
const golds = Array.from({ length: 200 }, (_, at) => madeItem(at, { options: [], answer: String(at % 10) }))
const answering = (condition: string, answer: (gold: string, at: number) => string) => {
  const answers = golds.map((item, at) => answer(item.answer, at))
  const priors = auditAnswerPriors(golds, [{ condition, answers }])
  return runOf({}, { answerPriors: [{ benchmark: 'mathvista', priors }] })
}
const rotated = (own: number, others: number) =>
  onMmstar({
    'option-rotation rotation-0': share(own),
    'option-rotation rotation-1': share(others),
  })
/** A seed each, so that the units are not alike. */
const mixed = (right: number, seed: number) => atRandom(madeRandom(seed), right)

/** Per rule: a checkpoint with the weakness planted, and one without it. */
const planted: Readonly<Record<string, { readonly weak: DiagnosedRun; readonly sound: DiagnosedRun }>> = {
  'picture-ignored': {
    weak: onMmstar({ 'reference no-image': share(0.76) }),
    sound: onMmstar({ 'reference no-image': share(0.5) }),
  },
  'order-not-used': {
    weak: onMmstar({ 'permutation seed-1': share(0.795) }),
    sound: onMmstar({ 'permutation seed-1': share(0.7) }),
  },
  'layout-not-used': {
    weak: onMmstar(shuffled([2, 4, 8, 14], 0.79)),
    sound: onMmstar(shuffled([2, 4, 8, 14], 0.6)),
  },
  'details-not-read': {
    weak: runOf({ mathvista: { ...looking, 'synthesized-image picture-1': share(0.75) } }),
    sound: runOf({ mathvista: { ...looking, 'synthesized-image picture-1': share(0.4) } }),
  },
  'answer-favoured': {
    weak: answering('picture-1', (gold, at) => (at % 2 ? '1' : gold)),
    sound: answering('picture-1', (gold, at) => (at % 2 ? String((at + 3) % 10) : gold)),
  },
  'recognition-lost': {
    weak: runOf({
      pets: {
        'alignment-classification encoder': share(0.8),
        'alignment-classification closed': share(0.6),
      },
    }),
    sound: runOf({
      pets: {
        'alignment-classification encoder': mixed(0.8, 1),
        'alignment-classification closed': mixed(0.8, 2),
      },
    }),
  },
  'alignment-lost': { weak: aligned(0.2), sound: aligned(0.31) },
  'text-reasoning-lost': {
    weak: runOf({ gsm8k: { 'reference reference': share(0.4), 'text-maths backbone': share(0.6) } }),
    sound: runOf({ gsm8k: { 'reference reference': mixed(0.6, 3), 'text-maths backbone': mixed(0.6, 4) } }),
  },
  'early-layers-decide': {
    weak: onMmstar(layers([0.3, 0.4, 0.75, 0.75, 0.75, 0.75, 0.75, 0.75], 'matched-0.3')),
    sound: onMmstar(layers([0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6], 'matched-0.3')),
  },
  'text-outweighs-image': {
    weak: onMmstar({
      ...layers([0.78, 0.78, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6], 'visual/matched-0.3'),
      ...layers([0.5, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6], 'text/matched-0.3'),
    }),
    // Further up it may be so.
    sound: onMmstar({
      ...layers([0.5, 0.5, 0.78, 0.78, 0.78, 0.78, 0.78, 0.78], 'visual/matched-0.3'),
      ...layers([0.7, 0.7, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5], 'text/matched-0.3'),
    }),
  },
  'middle-preferred': {
    weak: onMmstar(kept(0.6, 0.4)),
    sound: onMmstar(kept(0.45, 0.5)),
  },
  'occlusion-breaks': {
    weak: onMmstar({ 'occlusion random/0.3/seed-1': share(0.3), 'occlusion random/0.7/seed-1': share(0.25) }),
    sound: onMmstar({ 'occlusion random/0.3/seed-1': share(0.7), 'occlusion random/0.7/seed-1': share(0.6) }),
  },
  'saliency-not-used': {
    weak: onMmstar({ 'occlusion salient/0.5': share(0.6), 'occlusion non-salient/0.5': share(0.6) }),
    sound: onMmstar({ 'occlusion salient/0.5': share(0.4), 'occlusion non-salient/0.5': share(0.7) }),
  },
  'option-order-decides': { weak: rotated(0.8, 0.4), sound: rotated(0.8, 0.75) },
  'benchmark-leaked': {
    weak: onMmstar({ 'reference no-image': share(0.4), 'reference backbone': share(0.3) }),
    sound: onMmstar({ 'reference no-image': share(0.3), 'reference backbone': share(0.4) }),
  },
}

describe.each(diagnosisRules)('$id', ({ id, suggestion, basis }) => {
  test('is told to a checkpoint with the weakness, with its evidence', () => {
    const found = diagnose(planted[id].weak).find(one => one.id === id)
    expect(found).toMatchObject({ suggestion, basis })
    expect(found?.evidence.length).toBeGreaterThan(0)
    for (const { adjustedP, value, low, high } of found?.evidence ?? []) {
      expect(adjustedP).toBeLessThan(0.05)
      expect(low).toBeLessThanOrEqual(value)
      expect(high).toBeGreaterThanOrEqual(value)
    }
  })

  test('is not told to one without', () => {
    expect(diagnosisRules.find(one => one.id === id)?.claims(planted[id].sound)).not.toEqual([])
    expect(diagnose(planted[id].sound).map(one => one.id)).not.toContain(id)
  })
})

describe('what the paper calls for care with', () => {
  test('unchanged accuracy says nothing of order where the picture is not worth more', () => {
    const blind = onMmstar({ 'permutation seed-1': share(0.8), 'reference no-image': share(0.8) })
    expect(diagnose(blind).map(({ id }) => id)).toEqual(['picture-ignored'])
  })

  test('robustness of a checkpoint that ignores the picture is no finding about its layout', () => {
    const blind = onMmstar({ ...shuffled([2, 4, 8, 14], 0.8), 'reference no-image': share(0.78) })
    expect(diagnose(blind).map(({ id }) => id)).toEqual(['picture-ignored'])
  })

  test('noise that is equal for all layers says nothing about depth', () => {
    const early = [0.3, 0.4, 0.75, 0.75, 0.75, 0.75, 0.75, 0.75]
    expect(diagnose(onMmstar(layers(early, 'fixed')))).toEqual([])
  })

  test('a synthesized picture that is worth no more than none shows no use of it', () => {
    const guessed = {
      ...looking,
      'reference no-image': share(0.75),
      'synthesized-image picture-1': share(0.75),
    }
    expect(diagnose(runOf({ mathvista: guessed })).map(({ id }) => id)).not.toContain('details-not-read')
    const photographs = { ...looking, 'synthesized-image picture-1': share(0.75) }
    expect(diagnose(runOf({ mmvp: photographs }))).toEqual([])
  })

  test('answers given without any picture are no fault', () => {
    expect(diagnose(answering('no-image', () => '1'))).toEqual([])
  })

  test('the most frequent of several answers is not favoured for being it', () => {
    const choices = Array.from({ length: 60 }, (_, at) => madeItem(at, { answer: 'ABCD'[at % 4] }))
    // 26 of 60 answers are A, and 15 golds: significant by itself, but it is the largest of four.
    const answers = choices.map((_, at) => (at < 26 ? 'A' : 'BCD'[at % 3]))
    const priors = auditAnswerPriors(choices, [{ condition: 'reference', answers }])
    expect(priors[0].modal).toMatchObject({ answer: 'a', outOf: 4 })
    expect(priors[0].modal?.excess.p).toBeLessThan(0.05)
    expect(priors[0].modal?.excess.p).toBeGreaterThan(0.0125)
    expect(diagnose(runOf({}, { answerPriors: [{ benchmark: 'mmstar', priors }] }))).toEqual([])
  })

  test('answers that stayed as they were are evidence by how many they are', () => {
    const still = (count: number) => {
      const rules = {
        'reference reference': firstOf(count, 0.8),
        'reference no-image': firstOf(count, 0.3),
        'permutation seed-1': firstOf(count, 0.8),
      }
      const benchmarks = [madeUnits('mmstar', count, rules)]
      const profile = buildProfile({ benchmarks, alignment: null, notRun: [] })
      const findings = findAll({
        benchmarks,
        alignment: null,
        likeness: [],
        answerPriors: [],
        strictMaths: null,
      })
      return diagnose({ benchmarks, profile, findings }).map(({ id }) => id)
    }
    expect(still(60)).toEqual([])
    expect(still(600)).toEqual(['order-not-used'])
  })

  test('what stands out may cost less than the rest without its being the same', () => {
    const upsideDown = onMmstar({
      'occlusion salient/0.5': share(0.7),
      'occlusion non-salient/0.5': share(0.4),
    })
    expect(diagnose(upsideDown)).toEqual([])
  })
})

test('claims are adjusted over everything that was tested of a run', () => {
  // 12 lost of 1,000: p 0.0005 by itself; of sixty sets it is one.
  const lost = {
    'alignment-classification encoder': share(0.8),
    'alignment-classification closed': share(0.788),
  }
  const [alone] = diagnose(runOf({ pets: lost }))
  expect(alone.evidence[0].adjustedP).toBeCloseTo(2 * 0.5 ** 12, 9)
  const same = {
    'alignment-classification encoder': share(0.8),
    'alignment-classification closed': share(0.8),
  }
  const sets = ['caltech101', 'cifar-100', 'food101', 'country211', 'eurosat', 'aircraft']
  const [among] = diagnose(runOf({ pets: lost, ...Object.fromEntries(sets.map(set => [set, same])) }))
  expect(among.evidence).toMatchObject([{ on: 'pets', adjustedP: expect.closeTo(7 * 2 * 0.5 ** 12, 9) }])
})

test('a checkpoint about which nothing can be said is told nothing', () => {
  const random = madeRandom(17)
  const right = (shareRight: number) => atRandom(random, shareRight)
  const few = 60
  const rules: MadeRule = {
    'reference reference': right(0.7),
    'reference no-image': right(0.4),
    'reference backbone': right(0.4),
    'permutation seed-1': right(0.6),
    'permutation seed-2': right(0.6),
    'occlusion random/0.5/seed-1': right(0.55),
    'occlusion salient/0.5': right(0.5),
    'occlusion non-salient/0.5': right(0.6),
    'option-rotation rotation-0': right(0.9),
    'option-rotation rotation-1': right(0.95),
    ...Object.fromEntries(
      Array.from({ length: 16 }, (_, at) => [
        `patch-information-loss keep/r${at >> 2}c${at & 3}`,
        right(0.4),
      ]),
    ),
    'patch-information-loss all-groups': right(0.7),
  }
  const benchmarks = ['mmstar', 'ai2d'].map(id => madeUnits(id, few, rules))
  const run = { benchmarks, profile: buildProfile({ benchmarks, alignment: null, notRun: [] }) }
  const findings = findAll({ benchmarks, alignment: null, likeness: [], answerPriors: [], strictMaths: null })
  expect(diagnosisRules.flatMap(({ claims }) => claims({ ...run, findings })).length).toBeGreaterThan(8)
  expect(diagnose({ ...run, findings })).toEqual([])
  expect(diagnose(runOf({}))).toEqual([])
})

test('there is one file a rule, and each is listed under its name', () => {
  const files = readdirSync('lib/leaderboard/diagnosis').map(file => file.replace(/\.ts$/, ''))
  const rules = files.filter(file => file !== 'index' && file !== 'rule')
  expect(diagnosisRules.map(({ id }) => id).toSorted()).toEqual(rules.toSorted())
  expect(Object.keys(planted).toSorted()).toEqual(rules.toSorted())
})
