import { describe, expect, test } from 'vitest'
import { benchmarkById } from '#lib/benchmarks/index'
import { type SuiteId, suiteIds } from '#lib/domain/suite'
import { importance } from '#lib/probes/importance'
import { probes } from '#lib/probes/index'
import { itemAsker } from '#lib/probes/item-list'
import { occlusion } from '#lib/probes/occlusion'
import { patchInformationLoss } from '#lib/probes/patch-information-loss'
import { probedBenchmark } from '#lib/probes/probed-benchmark'
import { referenceProbe } from '#lib/probes/reference'
import { everyCondition, type Means, suiteConditions } from '#lib/probes/suite-conditions'
import { everyBenchmark, made, madeShape, shape, upTo } from './made-subject'

const everything: Means = [
  'weights',
  'judge',
  'saliency',
  'synthesizer',
  'encoder',
  'backbone',
  'language-models',
]

function conditionsOf(suite: SuiteId, benchmark: string, means?: Means): string[] {
  const found = everyBenchmark.find(one => one.benchmark === benchmark) ?? made(benchmark)
  return suiteConditions(suite, found, shape, probes, means).map(
    ({ probe, condition }) => `${probe.id} ${condition.id}`,
  )
}
const probesOn = (suite: SuiteId, benchmark: string, means: Means = everything) => [
  ...new Set(conditionsOf(suite, benchmark, means).map(name => name.split(' ')[0])),
]

describe('the suites of measurement 1.10', () => {
  test.each([
    ['mmvp', ['reference', 'permutation', 'spatial-shuffle', 'synthesized-image', 'option-rotation']],
    ['mmstar', ['reference', 'patch-information-loss', 'permutation', 'importance', 'option-rotation']],
    ['mme', ['reference', 'patch-information-loss', 'permutation', 'importance']],
    ['mm-vet', ['reference', 'permutation', 'spatial-shuffle', 'importance']],
    ['mathvista', ['reference', 'permutation', 'spatial-shuffle', 'synthesized-image']],
    ['ai2d', ['reference', 'permutation', 'spatial-shuffle', 'occlusion']],
    ['chartqa', ['reference', 'permutation']],
    ['gsm8k', ['reference']],
    ['food101', ['reference', 'alignment-classification']],
    ['clevr-count', ['reference']],
    ['docci', []],
  ])('standard on %s', (benchmark, expected) => {
    expect(probesOn('standard', benchmark)).toEqual(expected)
  })

  test.each([
    ['mathvista', ['reference', 'permutation', 'spatial-shuffle', 'synthesized-image', 'occlusion']],
    ['chartqa', ['reference', 'permutation', 'spatial-shuffle']],
    ['ai2d', ['reference', 'permutation', 'spatial-shuffle', 'occlusion', 'option-rotation']],
    ['gsm8k', ['reference', 'text-maths']],
    ['food101', ['reference', 'occlusion', 'alignment-classification']],
    ['clevr-count', ['reference', 'occlusion', 'alignment-classification']],
  ])('full on %s', (benchmark, expected) => {
    expect(probesOn('full', benchmark)).toEqual(expected)
  })

  test('a benchmark made out of one of the ten is asked the plain things', () => {
    expect(probesOn('standard', 'mmstar-harder')).toEqual(['reference', 'permutation'])
  })

  test('every condition of standard is one of full, under the same name', () => {
    for (const { benchmark } of everyBenchmark) {
      const full = new Set(conditionsOf('full', benchmark, everything))
      expect(conditionsOf('standard', benchmark, everything).filter(name => !full.has(name))).toEqual([])
    }
  })
})

describe('the means', () => {
  test('are the weights and a judge where nothing is said', () => {
    const ids = conditionsOf('full', 'ai2d')
    expect(ids.filter(id => /salient|backbone|synthesized/.test(id))).toEqual([])
    expect(ids).toContain('occlusion random/0.5/seed-1')
    expect(conditionsOf('full', 'food101')).toEqual(['reference reference'])
  })

  test('bring in what needs them', () => {
    expect(conditionsOf('standard', 'ai2d', ['weights', 'saliency'])).toContain('occlusion salient/0.5')
    expect(conditionsOf('full', 'ai2d', ['weights', 'backbone'])).toContain('reference backbone')
    expect(conditionsOf('standard', 'food101', ['weights', 'encoder'])).toHaveLength(4)
    expect(conditionsOf('standard', 'mmvp', ['synthesizer'])).toContain('synthesized-image picture-1')
  })

  test('of a chat endpoint leave what touches pictures and texts', () => {
    const ran = new Set(
      everyBenchmark.flatMap(({ benchmark }) =>
        probesOn('standard', benchmark, ['judge', 'saliency', 'synthesizer', 'encoder']),
      ),
    )
    expect([...ran].toSorted()).toEqual(
      [
        'reference',
        'spatial-shuffle',
        'synthesized-image',
        'occlusion',
        'alignment-classification',
        'option-rotation',
      ].toSorted(),
    )
    expect(conditionsOf('standard', 'food101', ['encoder'])).toEqual([
      'reference reference',
      'alignment-classification encoder',
      'alignment-classification open',
    ])
  })

  test('without a judge leave the plain answers of a judged benchmark, which somebody may grade later', () => {
    const judged = made('mm-vet', { judged: true })
    const ids = (means: Means) =>
      suiteConditions('standard', judged, shape, probes, means).map(({ condition }) => condition.id)
    expect(ids(['weights'])).toEqual(['reference', 'no-image'])
    expect(ids(['weights', 'judge']).length).toBeGreaterThan(370)
  })
})

test('some probes alone', () => {
  const alone = suiteConditions('standard', made('mme'), shape, [referenceProbe])
  expect(alone.map(({ condition }) => condition.id)).toEqual(['reference', 'no-image'])
})

describe('every condition of a probe', () => {
  test('is each once, of all suites and benchmarks', () => {
    const kind = { options: 4 }
    const ids = everyCondition(occlusion, kind, shape).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toHaveLength(9 * (3 + 8) + 3 + 1 + 9 * (3 + 2))
    expect(everyCondition(importance, kind, shape).map(({ id }) => id)).toContain('tokens/r5c5/seed-10')
  })

  test('is the full suite’s where the demo has another under its name', () => {
    const groups = everyCondition(patchInformationLoss, { options: 0 }, shape).map(one => one.groups)
    expect(new Set(groups)).toEqual(new Set([undefined, 6]))
  })
})

test('what is known of a file: the most options of an item', () => {
  const items = [2, 4, 3].map(options => ({ options: upTo(options) }))
  expect(probedBenchmark(benchmarkById('mmstar'), items, false)).toEqual({
    benchmark: 'mmstar',
    textOnly: false,
    options: 4,
    judged: false,
    items: 3,
  })
  expect(probedBenchmark(benchmarkById('gsm8k'), [], true)).toMatchObject({
    textOnly: true,
    options: 0,
    judged: true,
  })
})

describe('the budget', () => {
  /** Full answers before sharing, on files of the sizes that benchmarks have. */
  function answers(suite: SuiteId, sizes: Readonly<Record<string, number>>, layers: number): number {
    return Object.entries(sizes).reduce((sum, [benchmark, size]) => {
      const items = upTo(size).map(at => ({ id: `${at}`, category: '', answer: '', options: upTo(4) }))
      const units = upTo(size).map(at => ({ items: [at] }))
      const ask = itemAsker(suite, { benchmark, items, units })
      const known = everyBenchmark.find(one => one.benchmark === benchmark) ?? made(benchmark)
      const conditions = suiteConditions(suite, known, madeShape(24, layers), probes, everything)
      return conditions.reduce((all, one) => all + (ask(one)?.filter(flag => flag === 1).length ?? size), sum)
    }, 0)
  }
  const sizes = {
    ...{ mmvp: 300, 'q-bench': 1495, mme: 2374, mmstar: 1500, 'mm-vet': 218, 'llava-w': 60, mathvista: 1000 },
    ...{ 'sqa-img': 2017, chartqa: 2500, ai2d: 3088, gsm8k: 1319 },
    ...{
      caltech101: 6085,
      'cifar-100': 10_000,
      food101: 25_250,
      pets: 3669,
      country211: 21_100,
      eurosat: 5400,
    },
    ...{ aircraft: 3333 },
  }

  test('of the demo is at most 35,000 answers a checkpoint', () => {
    const mini = Object.fromEntries(Object.keys(sizes).map(benchmark => [benchmark, 200]))
    expect(answers('demo', mini, 5)).toBeLessThan(35_000)
  })

  test('of standard is a few 100,000 answers of a 7B', () => {
    const spent = answers('standard', sizes, 32)
    expect(spent).toBeGreaterThan(400_000)
    expect(spent).toBeLessThan(900_000)
  })
})

test('suites are listed from small to large', () => {
  expect(suiteIds).toEqual(['demo', 'standard', 'full'])
})
