import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { freshState } from '#workers/evaluation/plan'
import { compileCheckpoint, plainOptions } from '#workers/runtime/compile-checkpoint'
import { Decoder, type Feed } from '#workers/runtime/decoder'
import { checkpointCosts } from '#workers/runtime/engine-costs'
import { readPlannable } from '#workers/runtime/plannable-checkpoint'
import { Vision } from '#workers/runtime/vision'
import {
  answerer,
  checkpointFixtures,
  everyOwnCondition,
  openProbed,
  probedBenchmark,
  probedFile,
} from './probed-items'

describe.each(['random-bf16', 'random-next-llama', 'random-onevision'])('%s', name => {
  test.each([1, 2])(
    'what a plan says it takes is what the graphs are given, %i layers a session',
    async size => {
      const engine = await openProbed(name, size)
      const { costs } = engine.checkpoint
      const { layers, token, unwanted, pair, head, tile } = costs
      let done = 0
      const feed = Decoder.prototype.feed
      vi.spyOn(Decoder.prototype, 'feed').mockImplementation(function (this: Decoder, one: Feed) {
        const { width } = engine.checkpoint.shape.text
        const { batch, length } = one.cache
        const tokens = one.hidden.length / width / batch
        const wanted = (one.logitRows?.length ?? batch) / batch
        let pairs = 0
        for (let at = 0; at < tokens; at++) pairs += length + at + 1
        const each = (layers - (one.from ?? 0)) * (tokens * token + pairs * pair)
        done += batch * (each - (tokens - wanted) * (token - unwanted) + wanted * head)
        return feed.call(this, one)
      })
      const encode = Vision.prototype.encode
      vi.spyOn(Vision.prototype, 'encode').mockImplementation(function (this: Vision, pixels: Float32Array) {
        done += tile
        return encode.call(this, pixels)
      })
      // Names of classes are no whole number of tokens to a plan, and matched noise begins a session.
      const conditions = everyOwnCondition(engine.checkpoint).filter(
        ({ condition: { id } }) => id !== 'closed' && (size === 1 || !/matched|energy/.test(id)),
      )
      // An answer of one token comes with its prompt.
      const benchmark = { ...probedBenchmark, maxNewTokens: 1 }
      const ask = answerer(engine, { ...probedFile(), benchmark })
      for (const state of [freshState, null]) {
        done = 0
        const { multiplyAdds } = await ask.answer(0, conditions, state)
        expect(multiplyAdds / done).toBeCloseTo(1, 9)
      }
      await engine.checkpoint.close()
    },
  )
})

test('costs come from the graphs, with or without sessions over them', () => {
  const folder = join(checkpointFixtures, 'random-bf16')
  const prepared = compileCheckpoint(folder, { ...plainOptions, layersPerSession: 1 })
  const { shape } = prepared.compiled.language
  const costs = checkpointCosts(prepared, { ...plainOptions, taps: 'none' })
  const heads = shape.heads * shape.headWidth
  const keys = shape.keyValueHeads * shape.headWidth
  // Query, key, value, output, and the three matrices of a gated MLP.
  expect(costs.token).toBe(shape.width * (2 * heads + 2 * keys + 3 * shape.inner))
  expect(costs.unwanted).toBe(shape.width * (heads + 2 * keys))
  expect([costs.pair, costs.head, costs.layers]).toEqual([
    2 * heads,
    shape.width * shape.vocabulary,
    shape.layers,
  ])
  expect(costs.starts).toEqual([0, 1])
  expect(readPlannable(folder, { layersPerSession: 1 }).costs).toEqual(costs)
  // Where hidden states are tapped, every row of the last layer is read.
  expect(checkpointCosts(prepared, { ...plainOptions, taps: 'pooled' }).unwanted).toBe(costs.token)
  const loop = { dialect: { ...plainOptions.dialect, loop: true }, taps: 'none' } as const
  const looped = compileCheckpoint(folder, { ...plainOptions, ...loop })
  expect(checkpointCosts(looped, loop)).toEqual({ ...costs, starts: [] })
})

test('a file of items is planned without opening anything', async () => {
  const file = probedFile()
  const plannable = readPlannable(join(checkpointFixtures, 'random-onevision'))
  expect(await plannable.promptOutline({ question: 'Which?' }, 1)).toMatchObject({
    imageToken: expect.any(Number),
  })
  expect(plannable.towerPasses(file.sizes[0] ?? { width: 1, height: 1 })).toBeGreaterThan(1)
})
