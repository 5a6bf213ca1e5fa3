import { describe, expect, test } from 'vitest'
import { probes } from '#lib/probes/index'
import { suiteConditions } from '#lib/probes/suite-conditions'
import { planItem } from '#workers/evaluation/plan'
import { fakeCheckpoint } from './fake-checkpoint'

const conditions = suiteConditions('demo', { benchmark: 'mmvp', smallestSide: 128 })
const subject = (item: string, side: number) => ({
  item,
  image: { width: side, height: side },
  visualTokens: fakeCheckpoint().visualTokenLayout({ width: side, height: side }),
})
const keyOf = (one: (typeof conditions)[number]) => `${one.probe.id} ${one.condition.id}`

test('every condition is answered by exactly one trial', () => {
  const planned = planItem([subject('1', 128)], conditions).flatMap(({ answers }) =>
    answers.flatMap(answer => answer.conditions.map(keyOf)),
  )
  expect(planned.toSorted()).toEqual(conditions.map(keyOf).toSorted())
})

test('a picture is planned once: references and permutations share the untouched one', () => {
  const images = planItem([subject('1', 128)], conditions)
  const untouched = images.filter(({ edits }) => edits[0] === null)
  expect(untouched).toHaveLength(1)
  const shared = untouched[0]?.answers.flatMap(answer => answer.conditions.map(({ probe }) => probe.id)) ?? []
  expect(new Set(shared)).toEqual(new Set(['reference', 'permutation', 'spatial-shuffle']))
})

describe('conditions that come to the same thing are answered once', () => {
  const trialsOf = (side: number) =>
    planItem([subject('1', side)], conditions).flatMap(({ answers }) => answers)
  const withReference = (side: number) =>
    trialsOf(side)
      .find(({ conditions: same }) => same.some(({ condition }) => condition.id === 'reference'))
      ?.conditions.map(keyOf)

  test('an unshuffled grid that needs no resizing is the reference', () => {
    expect(withReference(128)).toEqual([
      'reference reference',
      'spatial-shuffle grid-2/unshuffled',
      'spatial-shuffle grid-4/unshuffled',
      'spatial-shuffle grid-8/unshuffled',
    ])
  })

  test('one that does is not', () => {
    expect(withReference(127)).toEqual(['reference reference'])
  })
})

test('equal keys draw equal trials; other items and seeds draw others', () => {
  const plan = (item: string) => JSON.stringify(planItem([subject(item, 128)], conditions))
  expect(plan('1')).toBe(plan('1'))
  expect(plan('1')).not.toBe(plan('2'))
  const shuffles = planItem([subject('1', 128)], conditions).map(({ edits }) => JSON.stringify(edits))
  expect(new Set(shuffles).size).toBe(shuffles.length)
})

test('a part of the probes plans the same trials as all of them', () => {
  const [, permutation] = probes
  const alone = suiteConditions(
    'demo',
    { benchmark: 'mmvp', smallestSide: 128 },
    permutation ? [permutation] : [],
  )
  const all = planItem([subject('1', 128)], conditions)[0]?.answers.map(({ trials }) =>
    JSON.stringify(trials),
  )
  for (const { trials } of planItem([subject('1', 128)], alone)[0]?.answers ?? [])
    expect(all).toContain(JSON.stringify(trials))
})
