import { describe, expect, test } from 'vitest'
import { benchmarks } from '#lib/benchmarks/index'
import { Refusal } from '#lib/domain/refusal'
import { suiteIds } from '#lib/domain/suite'
import { probeById, probes } from '#lib/probes/index'
import { suiteConditions } from '#lib/probes/suite-conditions'
import { arrange, everyBenchmark, oneCrop, shape } from './made-subject'

const everything = [
  'weights',
  'judge',
  'saliency',
  'synthesizer',
  'encoder',
  'backbone',
  'language-models',
] as const
const cases = suiteIds.flatMap(suite => everyBenchmark.map(benchmark => ({ suite, benchmark })))
const saliency = { grid: 14, mean: new Float32Array(196).fill(1), head1: new Float32Array(196).fill(1) }

describe.each(suiteIds)('suite %s', suite => {
  test.each(everyBenchmark)(
    'on $benchmark names each condition once, and references that stand for themselves',
    benchmark => {
      const all = suiteConditions(suite, benchmark, shape, probes, everything)
      const byName = new Map(all.map(({ probe, condition }) => [`${probe.id} ${condition.id}`, condition]))
      expect(byName.size).toBe(all.length)
      for (const { condition } of all) {
        if (condition.reference === null) expect(condition.setting).toBeNull()
        else {
          const { probe, condition: id } = condition.reference
          expect(byName.get(`${probe} ${id}`)).toMatchObject({ setting: null, reference: null })
          expect(condition.setting).not.toBeNull()
        }
      }
    },
  )

  test('every condition of it can be arranged, and twice alike', () => {
    const rest = { saliency, visualTokens: oneCrop(24) }
    for (const benchmark of everyBenchmark)
      for (const { probe, condition } of suiteConditions(suite, benchmark, shape, probes, everything)) {
        const trial = arrange(probe, condition, rest)
        expect(arrange(probe, condition, rest)).toEqual(trial)
        expect(trial.interventions.length).toBeLessThan(2)
      }
  })

  test('a setting is its conditions without their seeds', () => {
    for (const benchmark of everyBenchmark)
      for (const { condition } of suiteConditions(suite, benchmark, shape, probes, everything)) {
        const { id, setting, seed } = condition
        if (setting === null || setting === 'permuted' || setting === 'picture') continue
        expect(id === setting || id === `${setting}/seed-${seed}`).toBe(true)
      }
  })
})

test('draws of one condition differ between items', () => {
  for (const [probe, id] of [
    ['permutation', 'seed-1'],
    ['permutation', 'all/seed-1'],
    ['spatial-shuffle', 'grid-8/seed-1'],
    ['occlusion', 'random/0.5/seed-1'],
    ['importance', 'tokens/r0c0/seed-1'],
    ['importance', 'layer-1/fixed/seed-1'],
  ] as const)
    expect(arrange(probeById(probe), id, { item: '2' })).not.toEqual(
      arrange(probeById(probe), id, { item: '1' }),
    )
})

test('every benchmark of the catalogue is known, and there are no others', () => {
  const known = everyBenchmark.map(({ benchmark, textOnly }) => [benchmark, textOnly])
  const listed = benchmarks.map(({ id, pictures }) => [id, pictures === 'none'])
  expect(known.toSorted()).toEqual(listed.toSorted())
})

test('the ten are asked everything, the others what they are there for', () => {
  for (const { suite, benchmark } of cases) {
    const { ranked, scorer } = benchmarks.find(({ id }) => id === benchmark.benchmark) ?? {}
    const ids = suiteConditions(suite, benchmark, shape).map(({ condition }) => condition.id)
    expect(ids.includes('reference')).toBe(scorer !== null)
    expect(ids.includes('no-image')).toBe(ranked)
    expect(ids.includes('seed-1')).toBe(ranked)
  }
})

test('an unknown probe is refused by name', () => {
  expect(() => probeById('occlusion-2')).toThrow(Refusal)
  expect(() => probeById('occlusion-2')).toThrow(
    '"occlusion-2" is not one of reference, patch-information-loss',
  )
})
