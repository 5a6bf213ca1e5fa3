import { describe, expect, test } from 'vitest'
import { optionRotation } from '#lib/probes/option-rotation'
import { referenceCondition, referenceProbe } from '#lib/probes/reference'
import { askAll } from '#workers/evaluation/chat-batch'
import { chatShape } from '#workers/evaluation/chat-means'
import { optionScores } from '#workers/evaluation/chat-option-scores'
import { planQuestions } from '#workers/evaluation/chat-plan'
import { seeChat, sidesFile } from './seeing-chat'

const options = ['A', 'B'].map(label => ({ label, text: label }))
const tokens = (told: Record<string, number>) =>
  Object.entries(told).map(([text, logProbability]) => ({ text, logProbability }))
const values = (told: Record<string, number>) =>
  optionScores(options, tokens(told))?.map(({ logProbabilities }) => logProbabilities[0])

describe('the probability of a label', () => {
  test('is that of its token', () => {
    expect(values({ A: -0.25, B: -1.5, The: -3 })).toEqual([
      expect.closeTo(-0.25, 12),
      expect.closeTo(-1.5, 12),
    ])
  })

  test('is the sum over its tokens with and without spaces, and of no other token', () => {
    // ln(0.5 + 0.25) and ln(0.125 + 0.0625); numbers worked out by hand.
    const told = {
      A: Math.log(0.5),
      ' A': Math.log(0.25),
      B: Math.log(0.125),
      '\u2581B': Math.log(0.0625),
      a: Math.log(0.03),
      'A.': Math.log(0.01),
      AB: Math.log(0.01),
    }
    expect(values(told)).toEqual([
      expect.closeTo(-0.287682072451781, 12),
      expect.closeTo(-1.67397643357167, 12),
    ])
  })

  test.each([
    ['one is not told', { A: -0.1, C: -3 }],
    ['one is told to be next to impossible', { A: -0.1, B: -9999 }],
    ['nothing is told', {}],
  ])('is none of any where %s', (_, told) => {
    expect(values(told)).toBeUndefined()
  })

  test('is none where the server tells no tokens, or there are no options', () => {
    expect(optionScores(options, null)).toBe(null)
    expect(optionScores([], tokens({ A: -0.1 }))).toBe(null)
  })
})

describe('over HTTP', () => {
  const chat = seeChat()
  const file = sidesFile('mmstar', 1)
  const [item] = file.items

  async function rotations() {
    if (!item) throw new Error('no item')
    const pictures = await Promise.all(item.images.map(picture => picture.decode()))
    const placed = { file, item, place: 0, profile: 'llava' } as const
    const seen = { placed, pictures, saliency: null }
    const kind = { benchmark: 'mmstar', options: 2 }
    const turned = optionRotation.conditions('standard', kind, chatShape)
    const conditions = [
      { probe: referenceProbe, condition: referenceCondition },
      ...turned.map(condition => ({ probe: optionRotation, condition })),
    ]
    const questions = planQuestions(seen, conditions).map(planned => ({ seen, planned }))
    const replies = await askAll(await chat.open(), questions, null, { before() {}, afterItem() {} })
    return replies.flatMap(reply => (reply.kind === 'answered' ? [...reply.said] : []))
  }

  test('the probabilities belong to the places that the options were turned to', async () => {
    chat.fake.answer = ({ text }) => ({
      text: 'A',
      first: text.includes('A. left') ? { A: -0.1, B: -2.5 } : { A: -0.4, B: -1.2 },
    })
    const scored = (await rotations()).map(([{ condition }, { scored: own }]) => [condition.id, own])
    expect(scored).toEqual([
      ['reference', undefined],
      ['rotation-0', labelled(-0.1, -2.5)],
      ['rotation-1', labelled(-0.4, -1.2)],
    ])
    expect(chat.asked().length).toBe(2)
  })

  test('an endpoint that tells none is asked and answers all the same', async () => {
    const said = await rotations()
    expect(said.map(([, { text }]) => text)).toEqual(['A', 'A', 'B'])
    expect(said.every(([, one]) => !('scored' in one))).toBe(true)
  })
})

function labelled(a: number, b: number) {
  return [
    { text: 'A', logProbabilities: [expect.closeTo(a, 12)] },
    { text: 'B', logProbabilities: [expect.closeTo(b, 12)] },
  ]
}
