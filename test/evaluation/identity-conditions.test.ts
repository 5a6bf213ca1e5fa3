import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Intervention, NoiseDraw, Readout } from '#lib/domain/trial'
import type { Condition, Probe, Subject } from '#lib/probes/probe'
import type { ProbeCondition } from '#lib/probes/suite-conditions'
import type { Engine } from '#workers/evaluation/engine'
import { answerer, freshState, openProbed, probedFile, texture } from './probed-items'

const key = { seed: 1, probe: 'identity', condition: 'x', item: 'a' }
const silent: NoiseDraw[] = [
  { key, scale: { kind: 'fixed', amplitude: 0 } },
  { key, scale: { kind: 'matched', alpha: 0 } },
  { key, scale: { kind: 'energy', alpha: 0 } },
]
const range = (length: number) => Uint32Array.from({ length }, (_, at) => at)

/** Every intervention in the form that changes nothing. */
const identities: Record<string, (subject: Subject, layer: number) => readonly Intervention[]> = {
  'tokens in their order': ({ visualTokens }) => [{ at: 'visual-tokens', order: range(visualTokens.count) }],
  'all tokens kept': ({ visualTokens }) => [{ at: 'visual-tokens', keep: range(visualTokens.count) }],
  'an order and back': ({ visualTokens: { count } }) => [
    { at: 'visual-tokens', order: range(count).reverse() },
    { at: 'visual-tokens', order: range(count).reverse() },
  ],
  'noise on tokens that is none': ({ visualTokens: { count } }) =>
    silent.map(noise => ({ at: 'visual-tokens', rows: range(count), noise })),
  'noise on layers that is none': (_, layer) =>
    silent.flatMap(noise =>
      (['all', 'visual', 'text'] as const).map(span => ({ at: 'hidden-state' as const, layer, span, noise })),
    ),
  'a grid that fits': () => [{ at: 'image', edit: { kind: 'fit-grid', grid: 4 } }],
  'cells in their order': () => [{ at: 'image', edit: { kind: 'shuffle-cells', grid: 4, order: range(16) } }],
  'no cell masked': () => [
    { at: 'image', edit: { kind: 'mask-cells', grid: 14, cells: new Uint32Array(0), fill: 'black' } },
  ],
  'the picture of the item itself': ({ place }) => [
    { at: 'image', edit: { kind: 'other-item', item: place } },
  ],
  'the same picture, synthesized': () => [{ at: 'image', edit: { kind: 'synthesized', picture: 0 } }],
  'a whole turn of the options': ({ options }) => [{ at: 'options', turn: options }],
  'no turn': () => [{ at: 'options', turn: 0 }],
}

function conditionOf(
  name: string,
  interventions: (subject: Subject) => readonly Intervention[],
  kind: 'generate' | 'generate-and-score-options' | 'score-classes',
): ProbeCondition {
  const condition: Condition = { id: `${name} ${kind}`, setting: null, seed: 0, reference: null }
  const readout: Readout = { kind }
  const probe: Probe = {
    ...{ id: 'identity', version: 1, title: '', paper: '', needs: [] },
    conditions: () => [condition],
    arrange: subject => ({ interventions: interventions(subject), readout }),
  }
  return { probe, condition }
}

describe.each(['random-bf16', 'random-next-llama', 'random-onevision'])('%s', name => {
  let engine: Engine
  beforeAll(async () => {
    engine = {
      ...(await openProbed(name)),
      artifacts: {
        saliency: async () => null,
        synthesized: async () => texture(56, 56, 1),
        likeness: async () => null,
      },
    }
  })
  afterAll(() => engine.checkpoint.close())

  const readouts = ['generate', 'generate-and-score-options', 'score-classes'] as const

  test.each(Object.keys(identities))(
    '%s: the reference, bit for bit, with nothing shared',
    async identity => {
      for (const kind of readouts)
        for (let layer = 0; layer < engine.checkpoint.shape.text.layers; layer++) {
          const reference = conditionOf('reference', () => [], kind)
          const same = conditionOf(identity, subject => identities[identity]?.(subject, layer) ?? [], kind)
          const { said, steps } = await answerer(engine, probedFile()).answer(0, [reference, same], null)
          expect(steps.filter(step => step.kind === 'answer')).toHaveLength(2)
          expect(said.get(same)).toEqual(said.get(reference))
        }
    },
  )

  test('shared, they are the reference within 1e-4, each by a reading of its own where it touches a stream', async () => {
    const reference = conditionOf('reference', () => [], 'generate')
    const layer = engine.checkpoint.shape.text.layers - 1
    const all = Object.entries(identities).map(([one, interventions]) =>
      conditionOf(one, subject => interventions(subject, layer), 'generate'),
    )
    const { said } = await answerer(engine, probedFile()).answer(0, [reference, ...all], freshState)
    const expected = said.get(reference)
    for (const one of all) {
      const { logits = [], ...answer } = said.get(one) ?? {}
      const { logits: wanted = [], ...same } = expected ?? {}
      expect(answer).toEqual(same)
      const far = Math.max(...[...logits].map((logit, at) => Math.abs(logit - (wanted[at] ?? Number.NaN))))
      expect(far, one.condition.id).toBeLessThan(1e-4)
    }
  })
})
