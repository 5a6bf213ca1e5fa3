import { describe, expect, test } from 'vitest'
import { notRun } from '#lib/domain/not-run'
import { missingMeans } from '#lib/probes/missing-means'
import type { Means } from '#lib/probes/suite-conditions'
import { everyBenchmark, made, madeShape, shape } from './made-subject'

const everything: Means = [
  'weights',
  'judge',
  'saliency',
  'synthesizer',
  'encoder',
  'backbone',
  'language-models',
]
const without = (...lost: Means) => everything.filter(one => !lost.includes(one))

function reasons(
  suite: 'demo' | 'standard' | 'full',
  means: Means,
  benchmarks = everyBenchmark,
  checkpoint = shape,
): string[] {
  return missingMeans(suite, benchmarks, checkpoint, undefined, means).map(
    ({ probe, benchmark, reason }) => `${probe} ${benchmark} ${reason.code}`,
  )
}

describe('what is not run', () => {
  test('is nothing with everything there', () => {
    for (const suite of ['demo', 'standard', 'full'] as const) expect(reasons(suite, everything)).toEqual([])
  })

  test.each([
    ['synthesizer', 'standard', ['synthesized-image null no-synthesizer']],
    ['saliency', 'standard', ['occlusion ai2d no-saliency-encoder']],
    ['encoder', 'standard', ['alignment-classification null no-encoder', 'alignment-knn null no-encoder']],
    ['backbone', 'standard', []],
    ['language-models', 'demo', ['alignment-knn null no-language-models']],
    [
      'weights',
      'standard',
      [
        'patch-information-loss null chat-endpoint',
        'permutation null chat-endpoint',
        ...['caltech101', 'cifar-100', 'food101', 'pets', 'country211', 'eurosat', 'aircraft'].map(
          set => `alignment-classification ${set} chat-endpoint`,
        ),
        'alignment-knn null chat-endpoint',
        'importance null chat-endpoint',
      ],
    ],
  ] as const)('without %s under %s', (lost, suite, expected) => {
    expect(reasons(suite, without(lost))).toEqual(expected)
  })

  test('without a backbone, in the full suite, is the text alone and one control a benchmark', () => {
    const lost = reasons('full', without('backbone'))
    expect(lost).toHaveLength(11)
    expect(lost).toContain('text-maths null no-backbone')
    expect(lost).toContain('reference chartqa no-backbone')
  })

  test('without a judge are the probes of judged benchmarks', () => {
    const vet = made('mm-vet', { judged: true })
    expect(
      reasons('standard', without('judge'), [vet]).filter(reason => reason.includes('no-judge')),
    ).toEqual([
      'permutation mm-vet no-judge',
      'spatial-shuffle mm-vet no-judge',
      'importance mm-vet no-judge',
    ])
    expect(reasons('standard', everything, [vet]).filter(reason => reason.includes('mm-vet'))).toEqual([])
  })

  test('names the settings that are lost where others of the probe are run', () => {
    const [lost] = missingMeans('standard', [made('ai2d')], shape, undefined, without('saliency')).filter(
      ({ probe }) => probe === 'occlusion',
    )
    expect(lost?.reason.message).toBe(
      'no encoder whose attention says what stands out: salient/0.1, non-salient/0.1, salient/0.3, non-salient/0.3, salient/0.5, non-salient/0.5 and 4 more',
    )
    expect(notRun.parse(lost)).toEqual(lost)
  })

  test('say what was given and why it cannot be used', () => {
    const silent = { encoder: 'the declared encoder has no text tower' }
    const means = [...without('encoder'), 'image-encoder' as const]
    const reasonsOn = (given: typeof means) =>
      missingMeans('full', [made('food101'), made('docci')], shape, undefined, given, silent).flatMap(one =>
        one.reason.code === 'no-encoder' ? [[one.probe, one.benchmark, one.reason.message]] : [],
      )
    // Features of pictures can still be read.
    expect(reasonsOn(means)).toEqual([
      ['occlusion', 'food101', silent.encoder],
      ['alignment-classification', null, silent.encoder],
    ])
  })

  test('are groups where a picture is one patch', () => {
    const lost = reasons('demo', everything, [made('mmstar'), made('mme')], madeShape(1))
    expect(lost.filter(reason => reason.includes('groups'))).toEqual([
      'patch-information-loss mmstar too-few-groups',
      'patch-information-loss mme too-few-groups',
      'importance mmstar too-few-groups',
    ])
  })

  test('are comparisons that need more items', () => {
    expect(reasons('full', everything, [made('chartqa', { items: 1 })])).toContain(
      'reference chartqa too-few-items',
    )
    const pairs = (items: number) =>
      reasons('demo', everything, [made('docci', { items })]).filter(reason =>
        reason.startsWith('alignment-knn'),
      )
    expect(pairs(21)).toEqual(['alignment-knn docci too-few-items'])
    expect(pairs(22)).toEqual([])
  })

  test('are probes none of whose benchmarks are there', () => {
    const lost = missingMeans('standard', [made('chartqa')], shape, undefined, everything)
    expect(lost.find(({ probe }) => probe === 'occlusion')).toEqual({
      probe: 'occlusion',
      benchmark: null,
      reason: { code: 'too-few-items', message: 'none of its benchmarks is there: ai2d' },
    })
    expect(lost.map(({ probe }) => probe)).not.toContain('permutation')
    expect(lost.map(({ probe }) => probe)).not.toContain('text-maths')
  })
})
