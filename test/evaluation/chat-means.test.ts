import { expect, test } from 'vitest'
import { checkpointShape } from '#lib/domain/checkpoint'
import { suiteIds } from '#lib/domain/suite'
import { missingMeans } from '#lib/probes/missing-means'
import { suiteConditions } from '#lib/probes/suite-conditions'
import { everyBenchmark } from '#test/probes/made-subject'
import { chatMeans, chatShape } from '#workers/evaluation/chat-means'

const all = chatMeans(true, ['saliency', 'synthesizer'])

test('there are no weights, whatever else there is', () => {
  expect(all).toEqual(['judge', 'saliency', 'synthesizer'])
  expect(chatMeans(false)).toEqual([])
})

test('the shape is one that every reader takes, and in which nothing is found', () => {
  expect(checkpointShape.parse(chatShape)).toEqual(chatShape)
})

test.each(suiteIds)('under %s no condition touches tokens, layers or relatives', suite => {
  const planned = everyBenchmark.flatMap(benchmark =>
    suiteConditions(suite, benchmark, chatShape, undefined, all),
  )
  const probes = new Set(planned.map(({ probe }) => probe.id))
  expect([...probes].toSorted()).toEqual([
    'occlusion',
    'option-rotation',
    'reference',
    'spatial-shuffle',
    'synthesized-image',
  ])
  expect(planned.some(({ condition }) => condition.id.startsWith('encoder/'))).toBe(false)
  expect(planned.some(({ condition }) => condition.id === 'backbone')).toBe(false)
})

test('what it cannot be asked is told with the reason, and nothing else is', () => {
  const reasons = missingMeans('standard', everyBenchmark, chatShape, undefined, all).map(
    ({ probe, benchmark, reason }) => `${probe} ${benchmark} ${reason.code}`,
  )
  expect(reasons).toEqual([
    'patch-information-loss null chat-endpoint',
    'permutation null chat-endpoint',
    'alignment-classification null no-encoder',
    'alignment-knn null chat-endpoint',
    'importance null chat-endpoint',
  ])
})

test('a probe that lacks more says what, too', () => {
  const reasons = missingMeans('standard', everyBenchmark, chatShape, undefined, chatMeans(true)).map(
    ({ probe, reason }) => `${probe} ${reason.code}`,
  )
  expect(reasons).toContain('synthesized-image no-synthesizer')
  expect(reasons).toContain('occlusion no-saliency-encoder')
})
