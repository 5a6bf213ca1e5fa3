import { describe, expect, test } from 'vitest'
import { maskRegion, salientRegion } from '#lib/leaderboard/harder/evidence-region'
import { built, choice, goldOf, reason, sourceOf, yesNo } from './some-items'

const colours = ['red', 'blue', 'green']

describe('counter-image pair', () => {
  const items = [
    choice(0, colours, { question: 'What colour?' }, 0),
    choice(1, colours, { question: 'What colour?' }, 0),
    choice(2, colours, { question: 'what colour?' }, 1),
    choice(3, ['blue', 'black'], { question: 'What colour?' }, 0),
    choice(4, colours, { question: 'What shape?' }, 2),
    choice(5, colours, { question: 'What colour?', imageHash: 'picture-0' }, 2),
  ]

  test('is the nearest picture with the same question and another of its answers', () => {
    // Item 3 is nearest to item 0, then 2; 1 is nearer, but has the same answer.
    const vectors = Float32Array.from([1, 0, 1, 0.01, 0.5, 0.5, 0.9, 0.1, 1, 0, 1, 0])
    const variants = built('counter-image', sourceOf(items, { pictureVectors: { vectors, width: 2 } }))
    expect(variants.map(({ picture }) => picture.item)).toEqual(['0', '3'])
    expect(variants.map(variant => goldOf(variant))).toEqual(['red', 'blue'])
    expect(variants[1].turns[0].options).toEqual(items[0].options)
    expect(new Set(variants.map(({ group }) => group))).toEqual(new Set(['0+3~counter-image']))
    expect(variants[0].guessFloor).toBeCloseTo(1 / 9, 12)
    expect(variants[0].checks[1].verdict).toBe('pending')
    expect(variants[0].key).toBeNull()
  })

  test('without vectors one is drawn, by key', () => {
    const source = sourceOf(items.slice(0, 3))
    const [, other] = built('counter-image', source)
    expect(other).toMatchObject({ picture: { item: '2' }, key: { condition: 'counter-image', item: '0' } })
    expect(other.checks.every(({ verdict }) => verdict === 'passed')).toBe(true)
  })

  test('yes and no are answers of each other; a pair of the benchmark itself is passed over', () => {
    const asked = { question: 'Is there a dog?' }
    const [, no] = built(
      'counter-image',
      sourceOf([yesNo(0, 'Yes', asked), yesNo(1, 'No', asked)], {}, 'mme'),
    )
    expect(goldOf(no)).toBe('No')
    expect(no.guessFloor).toBe(0.25)
    const pair = [choice(0, ['open', 'closed'], {}, 0), choice(1, ['open', 'closed'], {}, 1)]
    expect(reason('counter-image', sourceOf(pair, {}, 'mmvp'))).toContain('no other picture')
  })

  test('not of another question, the same picture, or an answer that is no option', () => {
    expect(reason('counter-image', sourceOf(items), 4)).toContain('no other picture')
    expect(reason('counter-image', sourceOf([items[0], items[5]]))).toContain('no other picture')
    expect(reason('counter-image', sourceOf([items[3], items[0]]))).toContain('no other picture')
  })
})

describe('crossed groups', () => {
  test('of a question with options: two questions, crossed over two pictures', () => {
    const pair = [choice(0, ['open', 'closed'], {}, 0), choice(1, ['open', 'closed'], {}, 1)]
    const variants = built('crossed-group', sourceOf(pair, {}, 'mmvp'))
    expect(variants.map(({ picture, turns: [{ answer }] }) => [picture.item, answer])).toEqual([
      ['0', 'Yes'],
      ['1', 'No'],
      ['0', 'No'],
      ['1', 'Yes'],
    ])
    expect(variants[0].turns[0].question).toContain('"open"')
    expect(variants[2].turns[0].question).toContain('"closed"')
    expect(variants[0]).toMatchObject({ guessFloor: 1 / 16, group: '0+1~crossed-group', parents: ['0', '1'] })
  })

  test('of yes/no questions: a second question that both pictures have, with the answers crossed', () => {
    const asked = (at: number, picture: number, thing: string, answer: 'Yes' | 'No') =>
      yesNo(at, answer, { question: `Is there a ${thing}?`, imageHash: `p${picture}` })
    const items = [
      asked(0, 0, 'dog', 'Yes'),
      asked(1, 0, 'cat', 'No'),
      asked(2, 1, 'dog', 'No'),
      asked(3, 1, 'cat', 'Yes'),
    ]
    const variants = built('crossed-group', sourceOf(items, {}, 'mme'))
    expect(variants.map(({ turns: [turn], picture }) => [turn.question, picture.item, turn.answer])).toEqual([
      ['Is there a dog?', '0', 'Yes'],
      ['Is there a dog?', '2', 'No'],
      ['Is there a cat?', '0', 'No'],
      ['Is there a cat?', '2', 'Yes'],
    ])
    const uncrossed = [...items.slice(0, 3), asked(3, 1, 'cat', 'No')]
    expect(reason('crossed-group', sourceOf(uncrossed, {}, 'mme'))).toContain('no second question')
  })
})

describe('evidence removed', () => {
  const box = { left: 0.25, top: 0.5, width: 0.5, height: 0.25 }
  const item = choice(0, colours, {}, 1)

  test('masks the box, and asks of both pictures with a way out', () => {
    const [whole, masked] = built('evidence-removed', sourceOf([item], { boxes: new Map([['0', box]]) }))
    expect(goldOf(whole)).toBe('blue')
    expect(goldOf(masked)).toBe('Cannot be determined from the picture')
    expect(whole.turns[0].options).toEqual(masked.turns[0].options)
    expect(whole.picture).toEqual({ item: '0' })
    expect(masked.picture).toEqual({ item: '0', masked: box })
    expect(whole.group).toBe(masked.group)
    expect(masked.checks[0].verdict).toBe('pending')
  })

  test('takes what stands out where nobody drew a box', () => {
    const mean = new Float32Array(16).fill(0.01)
    mean[5] = 1
    mean[6] = 0.9
    const saliency = new Map([['0', { grid: 4, mean, head1: mean }]])
    const [, masked] = built('evidence-removed', sourceOf([item], { saliency }))
    expect(masked.picture.masked).toEqual({ left: 0.25, top: 0.25, width: 0.5, height: 0.25 })
  })

  test('not where nobody knows, or where it is everywhere', () => {
    expect(reason('evidence-removed', sourceOf([item]))).toContain('nobody knows')
    const everywhere = new Map([['0', { left: 0, top: 0, width: 0.9, height: 0.9 }]])
    expect(reason('evidence-removed', sourceOf([item], { boxes: everywhere }))).toContain(
      'most of the picture',
    )
  })

  test('the region covers half of the attention, the mask takes the colour around it', () => {
    const mean = Float32Array.from([0.16, 0, 0, 0, 0.42, 0, 0, 0, 0.42])
    expect(salientRegion({ grid: 3, mean, head1: mean })).toEqual({
      left: 1 / 3,
      top: 1 / 3,
      width: 2 / 3,
      height: 2 / 3,
    })
    const pixels = Uint8Array.from({ length: 4 * 4 * 3 }, (_, at) => (Math.floor(at / 3) === 5 ? 255 : 40))
    const masked = maskRegion(
      { width: 4, height: 4, pixels },
      { left: 0.3, top: 0.3, width: 0.2, height: 0.2 },
    )
    expect([...masked.pixels.subarray(15, 18)]).toEqual([40, 40, 40])
    expect([...masked.pixels].filter(value => value !== 40)).toEqual([])
    expect(pixels[15]).toBe(255)
  })
})
