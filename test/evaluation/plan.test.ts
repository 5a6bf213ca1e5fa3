import { describe, expect, test } from 'vitest'
import { probes } from '#lib/probes/index'
import { permutation } from '#lib/probes/permutation'
import { type ProbeCondition, suiteConditions } from '#lib/probes/suite-conditions'
import { arrangeItem } from '#workers/evaluation/arrange'
import type { Asking } from '#workers/evaluation/distinct-answers'
import { editedSize } from '#workers/evaluation/edit-image'
import { freshState, type PlanRules, planItem, planNaively } from '#workers/evaluation/plan'
import type { ItemPlan, PlannedAnswer } from '#workers/evaluation/planned'
import { fakeCheckpoint } from './fake-checkpoint'

const { shape } = fakeCheckpoint()
const layers = 4
const twoByTwo = { ...shape, text: { ...shape.text, layers } }
const layout = fakeCheckpoint().visualTokenLayout({ width: 1, height: 1 })
const before = [1, 2]
const after = [3, 4, 5]

/** Two tokens, four of the picture, three of the question; turned options change the second of those. */
function asking(side: number, conditions: readonly ProbeCondition[], item = '1', pictures = 1): Asking {
  const image = { width: side, height: side }
  const subject = { item, place: 0, items: 9, options: 4, image, visualTokens: layout }
  const [first, ...others] = Array.from({ length: pictures }, () => subject)
  return {
    arranged: arrangeItem([first ?? subject, ...others], conditions),
    pictures: Array.from({ length: pictures }, (_, at) => ({ hash: `${item} ${at}`, size: image })),
    picture: (own, edit) => {
      if (edit?.kind === 'other-item') return { hash: `${edit.item}`, size: image }
      return { ...own, size: edit?.kind === 'synthesized' ? image : editedSize(own.size, edit) }
    },
    layout: () => layout,
    passes: () => 2,
    outline: (_speaker, turn, images) => ({
      text: 'x',
      ids: [
        ...before,
        ...new Array<number>(images).fill(-1),
        ...after.map((id, at) => (at === 1 ? id + 10 * turn : id)),
      ],
      imageToken: -1,
    }),
  }
}

const costs = { tile: 1e6, layers, token: 1000, unwanted: 1000, pair: 1, head: 0, starts: [0, 1, 2, 3] }
const rules: PlanRules = {
  costs: { checkpoint: costs },
  ...{ look: 0, maxNewTokens: 4, saidTokens: 1, optionTokens: [1, 1, 1, 1], classTokens: [] },
}
const conditions = suiteConditions('demo', { benchmark: 'mmvp', options: 4 }, twoByTwo)
const keyOf = (one: ProbeCondition) => `${one.probe.id} ${one.condition.id}`
const answersIn = ({ steps }: ItemPlan): PlannedAnswer[] =>
  steps.flatMap(step => (step.kind === 'answer' ? step.answers : []))
const planOf = (side: number, some = conditions, item = '1') =>
  planItem(asking(side, some, item), rules, freshState)
const named = (plan: ItemPlan, id: string) =>
  answersIn(plan).find(answer => answer.conditions.some(({ planned }) => planned.condition.id === id))

test('every condition is answered by exactly one prompt', () => {
  const planned = answersIn(planOf(128)).flatMap(answer => answer.conditions.map(one => keyOf(one.planned)))
  expect(planned.toSorted()).toEqual(conditions.map(keyOf).toSorted())
})

test('a picture is encoded once: references, permutations and turned options share the untouched one', () => {
  const { steps } = planOf(128)
  const encoded = steps.flatMap(step => (step.kind === 'encode' ? [step.picture] : []))
  expect(new Set(encoded.map(({ key }) => key)).size).toBe(encoded.length)
  expect(encoded.filter(({ edit }) => edit === null)).toHaveLength(1)
  const own = answersIn(planOf(128)).filter(({ pictures }) => pictures[0]?.edit === null)
  const probed = own.flatMap(answer => answer.conditions.map(({ planned }) => planned.probe.id))
  expect(new Set(probed)).toEqual(new Set(['reference', 'permutation', 'spatial-shuffle', 'option-rotation']))
})

describe('conditions that come to the same prompt are one answer', () => {
  const withReference = (side: number) =>
    named(planOf(side), 'reference')?.conditions.map(({ planned }) => keyOf(planned))

  test('an unshuffled grid that needs no resizing is the reference, and so is no turn', () => {
    expect(withReference(128)).toEqual([
      'reference reference',
      ...[2, 4, 8].map(grid => `spatial-shuffle grid-${grid}/unshuffled`),
      'option-rotation rotation-0',
    ])
  })

  test('a grid that does is not', () => {
    expect(withReference(127)).toEqual(['reference reference', 'option-rotation rotation-0'])
  })

  test('what is read off it is read off together', () => {
    const answer = named(planOf(128), 'rotation-0')
    expect(new Set(answer?.conditions.map(({ readout }) => readout))).toEqual(
      new Set(['generate', 'generate-and-score-options']),
    )
  })
})

test('equal keys draw equal trials; other items and seeds draw others', () => {
  const plan = (item: string) => JSON.stringify(planOf(128, conditions, item).steps)
  expect(plan('1')).toBe(plan('1'))
  expect(plan('1')).not.toBe(plan('2'))
  const shuffles = answersIn(planOf(128)).flatMap(({ pictures }) => pictures.map(({ key }) => key))
  expect(new Set(shuffles).size).toBeGreaterThan(5)
})

test('a part of the probes plans the same prompts as all of them', () => {
  const alone = conditions.filter(({ probe }) => probe === permutation)
  const all = answersIn(planOf(128)).map(({ visual }) => JSON.stringify(visual))
  for (const { visual } of answersIn(planOf(128, alone))) expect(all).toContain(JSON.stringify(visual))
})

describe('prompts go on where they begin to differ from the reference', () => {
  const importance = suiteConditions(
    'demo',
    { benchmark: 'mmstar', options: 4 },
    twoByTwo,
    probes.filter(({ id }) =>
      ['reference', 'importance', 'option-rotation', 'patch-information-loss'].includes(id),
    ),
  )
  const plan = planOf(128, importance)
  const first = 2
  const visual = 4

  test('the reference is read first, whole, and kept', () => {
    const [anchor] = answersIn(plan)
    expect(anchor).toMatchObject({ resume: null, keep: true })
    expect(anchor?.conditions[0]?.planned.condition.id).toBe('reference')
    expect(answersIn(plan).filter(({ keep }) => keep)).toHaveLength(1)
  })

  test.each([
    // A group of one token: what stands before it is shared.
    ['tokens/r1c0/seed-1', { layer: 0, token: first + 2 }],
    ['tokens/r0c0/seed-1', { layer: 0, token: first }],
    ['keep/r0c0', { layer: 0, token: first + 1 }],
    ['keep/r0c1', { layer: 0, token: first }],
    ['drop/r1c1', { layer: 0, token: first + 3 }],
    ['layer-2/fixed/seed-1', { layer: 2, token: 0 }],
    ['layer-3/visual/matched-0.3/seed-2', { layer: 3, token: first }],
    ['layer-1/text/fixed/seed-1', { layer: 1, token: first + visual }],
    // From the beginning on in the first layer: that is to read it whole.
    ['layer-0/fixed/seed-1', null],
    ['rotation-1', { layer: 0, token: first + visual + 1 }],
    ['no-image', { layer: 0, token: first }],
  ])('%s', (id, place) => {
    expect(named(plan, id)?.resume).toEqual(place)
  })

  test('side by side go prompts of one length from one place, at most eight', () => {
    for (const step of plan.steps) {
      if (step.kind !== 'answer') continue
      const kinds = step.answers.map(({ resume, sketch }) =>
        JSON.stringify([resume, sketch.pictures[0]?.count]),
      )
      expect(new Set(kinds).size).toBe(1)
      expect(step.answers.length).toBeLessThanOrEqual(8)
    }
    expect(plan.steps.filter(step => step.kind === 'answer').length).toBeLessThan(answersIn(plan).length)
  })

  test('where nothing can be resumed, every prompt is read whole', () => {
    const looped = { ...rules, costs: { checkpoint: { ...costs, starts: [] } } }
    const whole = planItem(asking(128, importance), looped, freshState)
    expect(answersIn(whole).every(({ resume, keep }) => resume === null && !keep)).toBe(true)
  })

  test('where sessions hold two layers, the cost is that of the session before', () => {
    const coarse = { ...rules, costs: { checkpoint: { ...costs, starts: [0, 2] } } }
    const of = (id: string, used = rules) =>
      named(planItem(asking(128, importance), used, freshState), id)?.multiplyAdds
    expect(of('layer-3/fixed/seed-1', coarse)).toBe(of('layer-2/fixed/seed-1'))
    expect(of('layer-2/fixed/seed-1', coarse)).toBe(of('layer-2/fixed/seed-1'))
  })

  test('multiply-adds are those of the tokens and layers that are left', () => {
    const length = 9
    const cost = (id: string) => named(plan, id)?.multiplyAdds
    // Tokens times layers times weights, and one score and one sum for every key a query sees.
    expect(cost('reference')).toBe(layers * (length * 1000 + 45))
    expect(cost('layer-3/fixed/seed-1')).toBe(9 * 1000 + 45)
    expect(cost('layer-1/text/fixed/seed-1')).toBe(3 * (3 * 1000 + 7 + 8 + 9))
    expect(cost('keep/r0c0')).toBe(layers * (3 * 1000 + 4 + 5 + 6))
    const sparing = { ...rules, costs: { checkpoint: { ...costs, unwanted: 10 } } }
    const spared = named(planItem(asking(128, importance), sparing, freshState), 'layer-3/fixed/seed-1')
    expect(spared?.multiplyAdds).toBe(1000 + 8 * 10 + 45)
    const encodings = plan.steps.filter(({ kind }) => kind === 'encode')
    expect(encodings.map(({ multiplyAdds }) => multiplyAdds)).toEqual([2e6])
    expect(plan.multiplyAdds).toBe(plan.steps.reduce((sum, step) => sum + step.multiplyAdds, 0))
  })

  test('the naive loop encodes and reads everything for every condition', () => {
    const naive = planNaively(asking(128, importance), rules)
    const pictured = importance.length - 1
    expect(naive.steps.filter(({ kind }) => kind === 'encode')).toHaveLength(pictured)
    expect(answersIn(naive)).toHaveLength(importance.length)
    expect(answersIn(naive).every(({ resume, keep }) => resume === null && !keep)).toBe(true)
    const drop = 4 * (8 * 1000 + 36)
    const keep = 4 * (6 * 1000 + 21)
    const whole = 4 * (9 * 1000 + 45)
    const blind = 4 * (5 * 1000 + 15)
    expect(naive.multiplyAdds).toBe(pictured * 2e6 + 4 * drop + 4 * keep + blind + (pictured - 8) * whole)
  })
})

describe('items one after another', () => {
  const some = conditions.filter(({ probe }) => probe.id === 'reference')
  const encodings = ({ steps }: ItemPlan) => steps.filter(({ kind }) => kind === 'encode').length

  test('a picture that was encoded is not encoded again, and its prompt goes on at the question', () => {
    const first = planItem(asking(128, some), rules, freshState)
    const again = planItem(asking(128, some), rules, first.state)
    expect([encodings(first), encodings(again)]).toEqual([1, 0])
    expect(named(again, 'reference')?.resume).toEqual({ layer: 0, token: 8 })
    const other = planItem(asking(128, some, '2'), rules, first.state)
    expect(encodings(other)).toBe(1)
    expect(named(other, 'reference')?.resume).toEqual({ layer: 0, token: 2 })
  })

  test('a picture beside another is not the picture alone', () => {
    const { state } = planItem(asking(128, some), rules, freshState)
    const both = planItem(asking(128, some, '1', 2), rules, state)
    expect(encodings(both)).toBe(2)
    expect(named(both, 'reference')?.resume).toEqual({ layer: 0, token: 2 })
  })

  test('a few pictures are held, those needed last, and touched ones not at all', () => {
    let { state } = planOf(128)
    expect(state.held).toHaveLength(1)
    for (let item = 2; item < 9; item++)
      ({ state } = planItem(asking(128, conditions, `${item}`), rules, state))
    expect(state.held).toHaveLength(4)
    expect(state.held.at(-1)).toContain('8 0')
  })

  test('what is released is what was held', () => {
    const held = new Set<string>()
    let state = freshState
    for (let item = 1; item < 9; item++) {
      const plan = planItem(asking(128, conditions, `${item}`, 1 + (item % 2)), rules, state)
      for (const step of plan.steps) {
        if (step.kind === 'encode') held.add(step.picture.key)
        if (step.kind === 'answer')
          for (const { pictures } of step.answers) for (const { key } of pictures) expect(held).toContain(key)
        if (step.kind === 'release') for (const key of step.keys) expect(held.delete(key)).toBe(true)
      }
      state = plan.state
      expect([...held].toSorted()).toEqual([...state.held].toSorted())
    }
  })
})
