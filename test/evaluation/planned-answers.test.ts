import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import { keyedRandom } from '#lib/statistics/keyed-random'
import { largestDifference } from '#scripts/goldens/difference'
import type { Engine } from '#workers/evaluation/engine'
import {
  type Answered,
  type Answerer,
  answerer,
  everyOwnCondition,
  freshState,
  openProbed,
} from './probed-items'

const nameOf = ({ probe, condition }: ProbeCondition) => `${probe.id} ${condition.id}`

/** Same tokens, logits and scores within 1e-4, under every condition. */
function expectSame(planned: Answered, naive: Answered, conditions: readonly ProbeCondition[]): void {
  const differences: string[] = []
  for (const condition of conditions) {
    const [one, other] = [planned.said.get(condition), naive.said.get(condition)]
    expect(one === undefined, nameOf(condition)).toBe(other === undefined)
    if (!one || !other) continue
    const scores = (some: typeof one) =>
      some.scored?.flatMap(({ logProbabilities }) => logProbabilities) ?? []
    if (one.generatedIds.join() !== other.generatedIds.join() || one.text !== other.text)
      differences.push(`${nameOf(condition)}: ${one.generatedIds}, not ${other.generatedIds}`)
    const far = Math.max(
      largestDifference(one.logits ?? [], other.logits ?? [1]),
      largestDifference(scores(one), scores(other)),
    )
    if (far >= 1e-4) differences.push(`${nameOf(condition)}: logits ${far} apart`)
  }
  expect(differences).toEqual([])
}

describe.each(['random-bf16', 'random-next-llama', 'random-onevision'])('%s', name => {
  let engine: Engine
  let conditions: readonly ProbeCondition[]
  let planner: Answerer
  let naively: Answerer
  beforeAll(async () => {
    engine = await openProbed(name)
    conditions = everyOwnCondition(engine.checkpoint)
    planner = answerer(engine)
    naively = answerer(engine)
  })
  afterAll(() => engine.checkpoint.close())

  test('every probe is there, with every kind of condition', () => {
    expect([...new Set(conditions.map(({ probe }) => probe.id))]).toEqual([
      ...['reference', 'patch-information-loss', 'permutation', 'spatial-shuffle', 'synthesized-image'],
      ...['occlusion', 'alignment-classification', 'importance', 'option-rotation'],
    ])
    expect(conditions.length).toBeGreaterThan(150)
  })

  test('planned, shared, resumed and batched is the naive loop, on items one after another', async () => {
    let state = freshState
    for (const place of [0, 1, 2]) {
      const planned = await planner.answer(place, conditions, state)
      state = planned.state
      const naive = await naively.answer(place, conditions, null)
      // The caption of item c has no picture: nobody asks about it.
      expect(naive.said.size).toBe(conditions.length - (place === 2 ? 2 : 0))
      expectSame(planned, naive, conditions)
      expect(planned.multiplyAdds).toBeLessThan(naive.multiplyAdds)
      const batches = planned.steps.flatMap(step => (step.kind === 'answer' ? [step.answers.length] : []))
      expect(Math.max(...batches)).toBeGreaterThan(1)
      expect(
        planned.steps.some(
          step => step.kind === 'answer' && step.answers.some(({ resume }) => (resume?.layer ?? 0) > 0),
        ),
      ).toBe(true)
    }
  })

  test('so it is about two pictures at once', async () => {
    // There is one map of what stands out an item, that of its first picture.
    const few = conditions.filter(
      ({ condition: { id } }) => !/salient|seed-2|^(keep|drop)\/r[1-9]|^tokens\/r[1-9]/.test(id),
    )
    expectSame(await planner.answer(3, few, freshState), await naively.answer(3, few, null), few)
  })

  test('so it is for any part of the conditions, in any order, behind any item', async () => {
    const naive = new Map<number, Answered>()
    for (const place of [0, 1]) naive.set(place, await naively.answer(place, conditions, null))
    for (let round = 0; round < 8; round++) {
      const random = keyedRandom({ seed: round, probe: 'test', condition: name, item: '' })
      let state = freshState
      for (let turn = 0; turn < 2; turn++) {
        const place = random.below(2)
        const order = [...random.permutation(conditions.length)].slice(0, 3 + random.below(20))
        const some = order.flatMap(at => conditions[at] ?? [])
        const planned = await planner.answer(place, some, state)
        state = planned.state
        const expected = naive.get(place)
        if (expected) expectSame(planned, expected, some)
      }
    }
  })

  test('where a session holds several layers a reading begins at the one before', async () => {
    const whole = await openProbed(name, engine.checkpoint.shape.text.layers)
    const fixed = conditions.filter(({ condition: { id } }) => !/matched|energy/.test(id))
    const planned = await answerer(whole).answer(0, fixed, freshState)
    expectSame(planned, await naively.answer(0, fixed, null), fixed)
    await whole.checkpoint.close()
  })
})
