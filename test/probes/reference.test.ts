import { describe, expect, test } from 'vitest'
import { referenceProbe } from '#lib/probes/reference'
import { keyedRandom } from '#lib/statistics/keyed-random'
import { arrange, conditionOf, made, madeSubject, shape, upTo } from './made-subject'

const idsOf = (suite: 'demo' | 'standard' | 'full', benchmark: string, rest = {}) =>
  referenceProbe.conditions(suite, made(benchmark, rest), shape).map(({ id }) => id)

describe('the reference probe', () => {
  test('has its controls in the full suite, and one answer where no question is about a picture', () => {
    expect(idsOf('standard', 'mme')).toEqual(['reference', 'no-image'])
    expect(idsOf('full', 'mme')).toEqual(['reference', 'no-image', 'blank-image', 'wrong-image', 'backbone'])
    expect(idsOf('full', 'mme', { items: 1 })).not.toContain('wrong-image')
    expect(idsOf('full', 'gsm8k', { textOnly: true })).toEqual(['reference'])
    expect(idsOf('full', 'pets')).toEqual(['reference'])
    expect(idsOf('full', 'docci')).toEqual([])
  })

  test('asks all items, 40 of them in the demo, 1,000 of a classification set', () => {
    const limit = (suite: 'demo' | 'standard', benchmark: string) =>
      referenceProbe.itemLimit?.(suite, benchmark, 'reference')
    expect([limit('standard', 'mme'), limit('standard', 'gsm8k'), limit('standard', 'food101')]).toEqual([
      null,
      null,
      1000,
    ])
    expect([limit('demo', 'mme'), limit('demo', 'gsm8k'), limit('demo', 'food101')]).toEqual([40, 60, 60])
  })

  test.each([
    ['reference', undefined, []],
    ['no-image', undefined, [{ at: 'image', edit: { kind: 'remove' } }]],
    ['blank-image', undefined, [{ at: 'image', edit: { kind: 'blank' } }]],
    ['backbone', 'backbone', [{ at: 'image', edit: { kind: 'remove' } }]],
  ])('%s', (id, subject, interventions) => {
    const trial = arrange(referenceProbe, id)
    expect(trial.subject).toBe(subject)
    expect(trial.interventions).toEqual(interventions)
  })
})

describe('a wrong image', () => {
  const condition = conditionOf(referenceProbe, 'wrong-image')
  const otherFor = (place: number, item: string, items = 3, rest = {}) => {
    const key = { seed: condition.seed, probe: 'reference', condition: condition.id, item }
    const { interventions } = referenceProbe.arrange(
      madeSubject({ item, place, items, ...rest }),
      condition,
      keyedRandom(key),
    )
    const [first] = interventions
    return first?.at === 'image' && first.edit.kind === 'other-item' ? first.edit.item : null
  }

  test('is that of any other item, never its own', () => {
    for (const place of upTo(3)) {
      const drawn = new Set(upTo(60).map(at => otherFor(place, `item ${at}`)))
      expect([...drawn].sort()).toEqual(upTo(3).filter(other => other !== place))
    }
  })

  test('is never the very same picture that another item shows, unless there is no other', () => {
    const drawn = (samePicture: number[]) =>
      [...new Set(upTo(90).map(at => otherFor(1, `item ${at}`, 6, { samePicture })))].sort()
    expect(drawn([0, 1, 4])).toEqual([2, 3, 5])
    expect(drawn([1, 5])).toEqual([0, 2, 3, 4])
    expect(drawn(upTo(6))).toEqual([0, 2, 3, 4, 5])
  })

  test('is the same for every checkpoint', () => {
    expect(otherFor(5, '17', 1000)).toBe(otherFor(5, '17', 1000))
    expect(condition.seed).toBe(1)
  })
})
