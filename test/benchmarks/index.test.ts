import { describe, expect, test } from 'vitest'
import { benchmarkById, benchmarks } from '#lib/benchmarks/index'
import { coversText } from '#lib/benchmarks/licence'
import { scorerFor } from '#lib/benchmarks/score-answer'
import { scorers } from '#lib/scorers/index'
import { isJudged } from '#lib/scorers/scorer'

test('no two benchmarks share an id or a file, and each scorer is listed', () => {
  const files = benchmarks.flatMap(benchmark => benchmark.files.map(file => file.toLowerCase()))
  const shared = files.filter((file, at) => files.indexOf(file) !== at)
  expect(shared).toEqual([])
  for (const benchmark of benchmarks) {
    expect(benchmarkById(benchmark.id)).toBe(benchmark)
    const { scorer, alternatives, offline } = benchmark
    const own = [...(scorer ? [scorer] : []), ...alternatives]
    for (const one of own) expect(scorers).toContain(one)
    expect(new Set(own).size).toBe(own.length)
    if (offline) expect(alternatives).toContain(offline)
  }
})

test('an unknown benchmark is refused by name', () => {
  expect(() => benchmarkById('mmmu')).toThrow('benchmark "mmmu" is not one of mmvp, mmstar, mme')
})

describe('the catalogue is the overview of the specification', () => {
  const row = (id: string) => {
    const { maxNewTokens, scorer, profiles } = benchmarkById(id)
    return [maxNewTokens, scorer?.id, profiles[0]]
  }
  test.each([
    ['mmvp', 16, 'mcq.vlmevalkit', 'llava'],
    ['q-bench', 32, 'mcq.vlmevalkit', 'llava'],
    ['mme', 16, 'yesno.lmms-eval', 'llava'],
    ['mmstar', 16, 'mcq.vlmevalkit', 'llava'],
    ['mm-vet', 1024, 'mmvet.judge.official', 'llava'],
    ['llava-w', 1024, 'llavaw.judge.vlmevalkit', 'llava'],
    ['mathvista', 1024, 'mathvista.rules', 'llava'],
    ['sqa-img', 16, 'mcq.vlmevalkit', 'llava'],
    ['chartqa', 16, 'chartqa.relaxed.vlmevalkit', 'llava'],
    ['ai2d', 16, 'mcq.vlmevalkit', 'llava'],
    ['gsm8k', 512, 'gsm8k.flexible', 'wei-8-shot'],
    ['caltech101', 64, 'classify.map', 'open-world'],
    ['cifar-100', 64, 'classify.map', 'open-world'],
    ['food101', 64, 'classify.map', 'open-world'],
    ['pets', 64, 'classify.map', 'open-world'],
    ['country211', 64, 'classify.map', 'open-world'],
    ['eurosat', 64, 'classify.map', 'open-world'],
    ['aircraft', 64, 'classify.map', 'open-world'],
    ['clevr-count', 64, 'classify.map', 'open-world'],
    ['docci', 0, undefined, 'llava'],
  ])('%s', (id, ...expected) => {
    expect(row(id)).toEqual(expected)
  })

  test('nothing beside it, ten that checkpoints are ranked on, one without pictures', () => {
    expect(benchmarks).toHaveLength(20)
    expect(benchmarks.filter(({ ranked }) => ranked).map(({ id }) => id)).toEqual([
      'mmvp',
      'mmstar',
      'mme',
      'q-bench',
      'mm-vet',
      'llava-w',
      'mathvista',
      'sqa-img',
      'chartqa',
      'ai2d',
    ])
    expect(benchmarks.filter(({ pictures }) => pictures === 'none').map(({ id }) => id)).toEqual(['gsm8k'])
  })
})

describe('licences', () => {
  test('are complete, and nothing is shown of what has none', () => {
    for (const { id, licence } of benchmarks) {
      expect([id, licence.terms.length > 2, licence.credit.length > 5]).toEqual([id, true, true])
      if (licence.basis === 'none')
        expect([id, licence.show, licence.export]).toEqual([id, 'nothing', 'nothing'])
      expect([id, coversText(licence.export) && !coversText(licence.show)]).toEqual([id, false])
    }
  })

  test('say what a site may show', () => {
    const shown = (what: string) =>
      benchmarks.flatMap(({ id, licence }) => (licence.show === what ? [id] : []))
    expect(shown('text')).toEqual(['mathvista'])
    expect(shown('items')).toEqual([
      'sqa-img',
      'gsm8k',
      'caltech101',
      'pets',
      'eurosat',
      'clevr-count',
      'docci',
    ])
    expect(benchmarkById('sqa-img').licence.nonCommercial).toBe(true)
    expect(benchmarkById('gsm8k').licence.nonCommercial).toBe(false)
  })
})

describe('the scorer of a suite', () => {
  test('is the default one; the demo stands in for the judge', () => {
    for (const benchmark of benchmarks.filter(({ scorer }) => scorer !== null)) {
      expect(scorerFor(benchmark, 'standard')).toBe(benchmark.scorer)
      expect(isJudged(scorerFor(benchmark, 'demo'))).toBe(false)
    }
    expect(scorerFor(benchmarkById('mm-vet'), 'demo').id).toBe('mmvet.offline')
    expect(scorerFor(benchmarkById('llava-w'), 'demo').id).toBe('llavaw.offline')
  })

  test('is none where nothing is asked', () => {
    expect(() => scorerFor(benchmarkById('docci'), 'standard')).toThrow('DOCCI asks nothing')
  })
})
