import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { largestDifference } from '#scripts/goldens/difference'
import type {
  Checkpoint,
  GenerateRequest,
  Generation,
  HiddenNoise,
  VisualTokens,
} from '#workers/runtime/checkpoint'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'
import { uniformNoise } from '#workers/runtime/uniform-noise'

const fixtures = join(import.meta.dirname, '../fixtures/checkpoints')
const image = {
  width: 56,
  height: 56,
  pixels: Uint8Array.from({ length: 56 * 56 * 3 }, (_, at) => (at * 89 + (at >> 7) * 31) % 256),
}
const question = 'What is in the picture?'
const matched = { kind: 'matched', alpha: 0.3 } as const
const key = { seed: 1, probe: 'importance', condition: 'layer-0', item: '1' }

describe.each([
  'random-bf16',
  'random-fp16-layers',
  'random-gqa-tied-shards',
  'random-mistral-window',
  'random-next-llama',
  'random-onevision',
])('%s', name => {
  let checkpoint: Checkpoint
  let visual: VisualTokens
  let whole: Generation
  beforeAll(async () => {
    checkpoint = await openCheckpoint(join(fixtures, name), {
      provider: 'cpu',
      threads: 1,
      layersPerSession: 1,
    })
    visual = await checkpoint.encodeImage(image)
  })
  afterAll(() => checkpoint.close())

  const request = (more: Partial<GenerateRequest> = {}): GenerateRequest => ({
    question,
    visualTokens: [visual],
    maxNewTokens: 8,
    logits: true,
    ...more,
  })
  const ask = (more: Partial<GenerateRequest> = {}) => checkpoint.generate(request(more))
  const keep = async () => {
    whole = await ask({ keep: true })
    return whole.inputIds.length
  }
  /** Same tokens, logits within 1e-4. */
  const expectNear = (answer: Generation | undefined, expected: Generation) => {
    expect(answer?.generatedIds).toEqual(expected.generatedIds)
    expect(answer?.inputIds).toEqual(expected.inputIds)
    expect(largestDifference(answer?.logits ?? [], expected.logits ?? [1])).toBeLessThan(1e-4)
  }
  /** Noise on tokens `first` to the last. */
  const noiseFrom = (layer: number, first: number, scale?: HiddenNoise['scale']): HiddenNoise => {
    const tokens = Uint32Array.from({ length: whole.inputIds.length - first }, (_, at) => first + at)
    const rows = uniformNoise(key, tokens.length * checkpoint.shape.text.width)
    return { layer, tokens, rows, ...(scale ? { scale } : {}) }
  }

  test('a prompt that begins like the kept one goes on from any token of it', async () => {
    const length = await keep()
    for (const token of [0, 1, Math.floor(length / 2), length - 1])
      expectNear(await ask({ resume: { layer: 0, token } }), whole)
    const other = { question: 'What is in the garden of it?' }
    const alone = await ask(other)
    const token = alone.inputIds.findIndex((id, at) => id !== whole.inputIds[at])
    expectNear(await ask({ ...other, resume: { layer: 0, token } }), alone)
    // What goes on from it can be kept in its place.
    await ask({ ...other, resume: { layer: 0, token }, keep: true })
    expectNear(await ask({ ...other, resume: { layer: 0, token: token + 1 } }), alone)
    const noise = [noiseFrom(1, token)]
    const longer = { ...other, noise: noise.map(one => ({ ...one, ...cut(one, alone, token) })) }
    expectNear(await ask({ ...longer, resume: { layer: 1, token } }), await ask(longer))
  })

  /** The tokens of noise from `token` on to the end of a prompt of another length. */
  const cut = ({ rows }: HiddenNoise, { inputIds }: Generation, token: number) => {
    const { width } = checkpoint.shape.text
    const count = Math.min(inputIds.length - token, rows.length / width)
    return {
      tokens: Uint32Array.from({ length: count }, (_, at) => token + at),
      rows: rows.subarray(0, count * width),
    }
  }

  test('noise goes on where it begins, at every layer, fixed and matched', async () => {
    const length = await keep()
    const { layers } = checkpoint.shape.text
    for (let layer = 0; layer < layers; layer++)
      for (const scale of [undefined, matched, { kind: 'energy', alpha: 0.3 } as const])
        for (const token of [0, Math.floor(length / 3), length - 2]) {
          const noise = [noiseFrom(layer, token, scale)]
          const alone = await ask({ noise })
          const resumed = await ask({ noise, resume: { layer, token } })
          expectNear(resumed, alone)
          if (token === 0) expect(resumed.logits).toEqual(alone.logits)
          expect(largestDifference(alone.logits ?? [], whole.logits ?? [])).toBeGreaterThan(1e-5)
        }
  })

  test('a place before the first difference serves as well', async () => {
    const length = await keep()
    const layer = checkpoint.shape.text.layers - 1
    const noise = [noiseFrom(layer, length - 4, matched)]
    const alone = await ask({ noise })
    // Matched noise reads the stream that enters its layer: all of its tokens must be there.
    for (const place of [
      { layer: 0, token: length - 4 },
      { layer: 0, token: 3 },
      { layer, token: 0 },
    ])
      expectNear(await ask({ noise, resume: place }), alone)
  })

  test('prompts side by side are each alone, whatever they go on from', async () => {
    const length = await keep()
    const token = length - 6
    const noises = [1, 2, 3].map(seed => {
      const noise = noiseFrom(1, token)
      return [{ ...noise, rows: uniformNoise({ ...key, seed }, noise.rows.length) }]
    })
    const requests = [
      ...noises.map(noise => request({ noise, resume: { layer: 1, token } })),
      request({ resume: { layer: 0, token: 2 } }),
      request({ maxNewTokens: 3 }),
      request({ visualTokens: [{ ...visual, rows: visual.rows.map(value => -value) }] }),
    ]
    const together = await checkpoint.generateAll(requests)
    for (const [at, { resume: _, ...one }] of requests.entries())
      expectNear(together[at], await checkpoint.generate(one))
  })

  test('continuations are scored after the same reading', async () => {
    const length = await keep()
    const continuations = ['red', ' a blue ball', 'two', '']
    const apart = await checkpoint.scoreContinuations({ question, visualTokens: [visual], continuations })
    const { scores = [], ...answer } = await ask({ continuations, resume: { layer: 0, token: length - 3 } })
    expectNear(answer, whole)
    expect(scores.map(({ ids }) => ids)).toEqual(apart.map(({ ids }) => ids))
    const all = (some: typeof scores) => some.flatMap(({ logProbabilities }) => logProbabilities)
    expect(largestDifference(all(scores), all(apart))).toBeLessThan(1e-4)
    expect(await ask()).not.toHaveProperty('scores')
  })

  test('continuations are scored after each of the prompts side by side', async () => {
    await keep()
    const continuations = ['a blue ball', 'two red dogs']
    const other = [{ ...visual, rows: visual.rows.map(value => -value) }]
    const [one, two] = await checkpoint.generateAll([
      request({ continuations }),
      request({ continuations, visualTokens: other }),
    ])
    const all = (some: Generation | undefined) =>
      some?.scores?.flatMap(({ logProbabilities }) => logProbabilities) ?? []
    const alone = await ask({ continuations, visualTokens: other })
    expect(largestDifference(all(two), all(alone))).toBeLessThan(1e-4)
    expect(largestDifference(all(one), all(two))).toBeGreaterThan(1e-3)
  })

  test('a prompt that is not like the kept one up to where it goes on is an error, never an answer', async () => {
    const length = await keep()
    const first = whole.inputIds.findIndex((id, at) => at > 0 && id === whole.inputIds[at - 1])
    const other = { ...visual, rows: visual.rows.slice() }
    other.rows[other.rows.length - 1] = 7
    const refusals: [Partial<GenerateRequest>, RegExp][] = [
      [{ question: 'Is it?', resume: { layer: 0, token: length - 1 } }, /token/],
      [{ visualTokens: [other], resume: { layer: 0, token: length - 1 } }, /row \d+ of picture 1/],
      [{ visualTokens: [other], resume: { layer: 1, token: 0 } }, /row \d+ of picture 1/],
      [{ noise: [noiseFrom(0, 2)], resume: { layer: 1, token: 0 } }, /noise at layer 0/],
      [{ noise: [noiseFrom(1, 2)], resume: { layer: 0, token: first } }, /noise at layer 1/],
      [{ resume: { layer: 0, token: length } }, /its length/],
      [{ noise: [noiseFrom(1, 2)], keep: true }, /is not kept/],
    ]
    for (const [more, message] of refusals) await expect(ask(more)).rejects.toThrow(message)
    // Where the difference comes later, it is no matter.
    await expect(ask({ visualTokens: [other], resume: { layer: 0, token: first } })).resolves.toBeDefined()
  })
})

test('without a kept prompt there is nothing to go on from', async () => {
  const checkpoint = await openCheckpoint(join(fixtures, 'random-bf16'), { provider: 'cpu', threads: 1 })
  await expect(
    checkpoint.generate({ question, visualTokens: [], maxNewTokens: 1, resume: { layer: 0, token: 1 } }),
  ).rejects.toThrow('no kept prompt')
  await checkpoint.close()
})

test('noise is matched to a stream that somebody sees', async () => {
  const checkpoint = await openCheckpoint(join(fixtures, 'random-bf16'), { provider: 'cpu', threads: 1 })
  const rows = new Float32Array(checkpoint.shape.text.width)
  const noise = [{ layer: 1, tokens: Uint32Array.of(1), rows, scale: matched }]
  await expect(checkpoint.generate({ question, visualTokens: [], maxNewTokens: 1, noise })).rejects.toThrow(
    'layer 1, where no session begins',
  )
  await checkpoint.close()
})

describe('inside one graph', () => {
  const open = (taps: 'none' | 'pooled', loop: boolean) =>
    openCheckpoint(join(fixtures, 'random-onevision'), {
      provider: 'cpu',
      threads: 1,
      taps,
      ...(loop ? { loop } : { layersPerSession: 1 }),
    })

  test('matched noise is as loud as step by step, and places to go on from are of no matter', async () => {
    const [looped, stepwise] = [await open('pooled', true), await open('none', false)]
    expect(looped.costs.starts).toEqual([])
    const visual = await looped.encodeImage(image)
    const asked = { question, visualTokens: [visual], maxNewTokens: 6, logits: true }
    const tokens = Uint32Array.of(3, 4, 5, 9)
    const rows = uniformNoise(key, tokens.length * looped.shape.text.width)
    for (const scale of [matched, { kind: 'energy', alpha: 1 } as const])
      for (let layer = 0; layer < looped.shape.text.layers; layer++) {
        const noise = [{ layer, tokens, rows, scale }]
        const one = await looped.generate({ ...asked, noise, keep: false, resume: { layer, token: 3 } })
        const other = await stepwise.generate({ ...asked, noise })
        expect(one.generatedIds).toEqual(other.generatedIds)
        expect(largestDifference(one.logits ?? [], other.logits ?? [1])).toBeLessThan(1e-4)
      }
    await looped.close()
    await stepwise.close()
  })

  test('noise is matched only where hidden states can be read', async () => {
    const looped = await open('none', true)
    const rows = new Float32Array(looped.shape.text.width)
    const noise = [{ layer: 1, tokens: Uint32Array.of(1), rows, scale: matched }]
    await expect(
      looped.generate({ question, visualTokens: [], maxNewTokens: 1, noise }),
    ).rejects.toMatchObject({ reason: 'bad-usage' })
    await looped.close()
  })
})
