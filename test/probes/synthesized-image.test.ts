import { expect, test } from 'vitest'
import { synthesizedImage } from '#lib/probes/synthesized-image'
import { arrange, made, shape } from './made-subject'

test('has one picture an item, two in the full suite, on MMVP and MathVista', () => {
  const idsOf = (suite: 'demo' | 'standard' | 'full', benchmark: string) =>
    synthesizedImage.conditions(suite, made(benchmark), shape).map(({ id }) => id)
  expect(idsOf('standard', 'mmvp')).toEqual(['picture-1'])
  expect(idsOf('demo', 'mathvista')).toEqual(['picture-1'])
  expect(idsOf('full', 'mathvista')).toEqual(['picture-1', 'picture-2'])
  expect(idsOf('full', 'mme')).toEqual([])
})

test('shows the pictures of the synthesized set, counted from 0', () => {
  const pictures = ['picture-1', 'picture-2'].map(id => arrange(synthesizedImage, id).interventions)
  expect(pictures).toEqual([0, 1].map(picture => [{ at: 'image', edit: { kind: 'synthesized', picture } }]))
})
