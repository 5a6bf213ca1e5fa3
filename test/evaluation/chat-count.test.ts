import { expect, test } from 'vitest'
import { occlusion } from '#lib/probes/occlusion'
import { optionRotation } from '#lib/probes/option-rotation'
import { referenceProbe } from '#lib/probes/reference'
import { countQuestions } from '#workers/evaluation/chat-count'
import { chatMeans } from '#workers/evaluation/chat-means'
import { sidesFile } from './seeing-chat'

const file = sidesFile('mmstar', 4)
const means = chatMeans(false)

test('equal questions are counted once', () => {
  const probes = [referenceProbe, optionRotation]
  // With and without the picture, and two rotations of which one is the plain question.
  expect(countQuestions(file, { suite: 'standard', probes, items: 3, means })).toEqual({
    benchmark: 'mmstar',
    title: 'MMStar_MADE',
    items: 3,
    conditions: 4,
    conditionAnswers: 12,
    questions: 9,
  })
})

test('what stands out is counted without looking at a picture', () => {
  const run = { suite: 'full', probes: [referenceProbe, occlusion], items: 4 } as const
  const without = countQuestions(file, { ...run, means })
  const with_ = countQuestions(file, { ...run, means: chatMeans(false, ['saliency']) })
  // Nine ratios, eight ways to choose what stands out.
  expect(with_.questions - without.questions).toBe(4 * 9 * 8)
  expect(with_.questions).toBe(with_.conditionAnswers)
})
