import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { largestDifference } from '#scripts/goldens/difference'
import type { Dialect, Precision } from '#workers/compiler/dialect'
import type { Checkpoint, GenerateRequest, VisualTokens } from '#workers/runtime/checkpoint'
import { compileCheckpoint } from '#workers/runtime/compile-checkpoint'
import { Decoder } from '#workers/runtime/decoder'
import { greedy } from '#workers/runtime/greedy'
import { GreedyLoop } from '#workers/runtime/greedy-loop'
import { emptyCache } from '#workers/runtime/key-value-cache'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'
import { openLanguage } from '#workers/runtime/open-parts'
import { RowReader } from '#workers/safetensors/read-rows'

const fixtures = join(import.meta.dirname, '../fixtures/checkpoints')
const names = readdirSync(fixtures).filter(name => !name.endsWith('.json'))
const image = {
  width: 90,
  height: 60,
  pixels: Uint8Array.from({ length: 90 * 60 * 3 }, (_, at) => (at * 89 + (at >> 7) * 31) % 256),
}
const short = 'What is in the picture?'
const long = Array.from({ length: 30 }, () => 'Is there a dog?').join(' ')

/** How far the logits of the loop may lie from the stepwise runtime's, which cuts a prompt of 64 tokens and more into chunks. */
const tolerance = { fp32: 1e-4, fp16: 0.02, bf16: 0 } as const

describe.each(
  names.flatMap(name => [
    { name, precision: 'fp32' as const },
    { name, precision: 'fp16' as const },
  ]),
)('$name in $precision: the loop inside one graph', ({ name, precision }) => {
  let stepwise: Checkpoint
  let looped: Checkpoint
  let visual: VisualTokens
  beforeAll(async () => {
    const settings = { provider: 'cpu', threads: 1, precision, taps: 'pooled' } as const
    stepwise = await openCheckpoint(join(fixtures, name), settings)
    looped = await openCheckpoint(join(fixtures, name), { ...settings, loop: true })
    visual = await stepwise.encodeImage(image)
  })
  afterAll(async () => {
    await stepwise.close()
    await looped.close()
  })
  const request = (question: string, more: Partial<GenerateRequest> = {}): GenerateRequest => ({
    question,
    visualTokens: [visual],
    maxNewTokens: 12,
    logits: true,
    ...more,
  })

  async function expectSame(requests: readonly GenerateRequest[]): Promise<number[]> {
    const expected = await stepwise.generateAll(requests)
    const answers = await looped.generateAll(requests)
    answers.forEach(({ logits = [], ...answer }, at) => {
      const { logits: wanted = [], ...same } = expected[at] ?? {}
      expect(answer).toEqual(same)
      expect(largestDifference(logits, wanted)).toBeLessThan(tolerance[precision])
    })
    return answers.map(({ inputIds }) => inputIds.length)
  }

  test('says what the stepwise runtime says, after short prompts and long ones', async () => {
    const lengths = await expectSame([
      request(short, { visualTokens: [] }),
      request(long, { visualTokens: [] }),
    ])
    // One template alone has 90 tokens.
    if (name !== 'random-onevision-yarn') expect(Math.min(...lengths)).toBeLessThan(64)
    expect(Math.max(...lengths)).toBeGreaterThan(64)
    await expectSame([request(short)])
  })

  test.each([0, 1, 2, 5])('says at most %i tokens', async maxNewTokens => {
    await expectSame([request(short, { maxNewTokens })])
    const { generatedIds } = await looped.generate(request(short, { maxNewTokens }))
    expect(generatedIds.length).toBeLessThanOrEqual(maxNewTokens)
  })

  test('ends where a text comes', async () => {
    const { text } = await looped.generate(request(short))
    const stop = [...text].find((letter, at) => at > 1 && letter !== '\ufffd')
    if (stop === undefined) throw new Error(`nothing to stop at in ${JSON.stringify(text)}`)
    await expectSame([request(short, { stopTexts: [stop] }), request(short, { stopTexts: ['\u0000'] })])
    const stopped = await looped.generate(request(short, { stopTexts: [stop] }))
    expect(stopped).toMatchObject({ truncated: false, text: text.slice(0, text.indexOf(stop)).trim() })
  })

  test('prompts side by side, under noise at any layer and under none', async () => {
    const { width, layers } = looped.shape.text
    const rows = Float32Array.from({ length: 3 * width }, (_, at) => Math.sin(at))
    // The noise before the final norm is felt by its own tokens alone, so it is on the last ones.
    const first = (await looped.generate(request(short, { maxNewTokens: 0 }))).inputIds.length - 3
    const tokens = Uint32Array.of(first, first + 1, first + 2)
    const noisy = Array.from({ length: layers + 1 }, (_, layer) =>
      request(short, { noise: [{ layer, tokens, rows }] }),
    )
    await expectSame([request(short), ...noisy, request('How many are there?')])
    const [clean, ...disturbed] = await looped.generateAll([request(short), ...noisy])
    for (const { logits = [] } of disturbed)
      expect(largestDifference(logits, clean?.logits ?? [])).toBeGreaterThan(1e-3)
  })

  test('scores continuations and averages hidden states as the stepwise runtime does', async () => {
    const asked = { question: short, visualTokens: [visual] }
    const scored = { ...asked, continuations: ['yes', 'no', 'a dog', 'the cat sat'] }
    const scores = await looped.scoreContinuations(scored)
    const expected = await stepwise.scoreContinuations(scored)
    expect(scores.map(({ ids }) => ids)).toEqual(expected.map(({ ids }) => ids))
    const all = (list: typeof scores) => list.flatMap(({ logProbabilities }) => logProbabilities)
    expect(largestDifference(all(scores), all(expected))).toBeLessThan(tolerance[precision])
    const [states, wanted] = [
      await looped.hiddenStates(asked, 'visual'),
      await stepwise.hiddenStates(asked, 'visual'),
    ]
    expect(states.layers).toHaveLength(looped.shape.text.layers + 1)
    for (const [at, layer] of [...states.layers, states.normed].entries())
      expect(largestDifference(layer, [...wanted.layers, wanted.normed][at] ?? [])).toBeLessThan(
        tolerance[precision],
      )
  })
})

describe('one graph by itself', () => {
  const name = 'random-mistral-window'
  const open = async (dialect: Dialect) => {
    const { decoder, tensors, compiled, embedding } = compileCheckpoint(join(fixtures, name), {
      dialect,
      layersPerSession: null,
      taps: 'none',
    })
    const { language } = compiled
    const session = { provider: 'cpu', threads: 1 } as const
    const model = await openLanguage(decoder, tensors.folder, language, dialect, 'none', session)
    return { model, language, folder: tensors.folder, embedding }
  }
  const openLoop = async (dialect: Dialect) => {
    const { model, language } = await open(dialect)
    if (!(model instanceof GreedyLoop)) throw new Error('not a loop')
    return { loop: model, language }
  }
  const streams = (count: number, width: number) =>
    Float32Array.from({ length: count * width }, (_, at) => Math.sin(at * 1.7) + Math.cos(at / 3))

  test.each(['fp32', 'fp16'] as const)('what CUDA gets says the same on the CPU, in %s', async precision => {
    const cuda = await openLoop({ provider: 'cuda', precision })
    const cpu = await openLoop({ provider: 'cpu', precision, loop: true })
    for (const tokens of [9, 70]) {
      const hidden = streams(2 * tokens, cpu.language.shape.width)
      const run = { hidden, batch: 2, maxNewTokens: 16, stopTokens: [] }
      const [one, other] = [await cuda.loop.run(run), await cpu.loop.run(run)]
      expect(one.continuations).toEqual(other.continuations)
      expect(one.continuations.map(({ ids }) => ids.length)).toEqual([16, 16])
      expect(largestDifference(one.logits, other.logits)).toBeLessThan(tolerance[precision])
    }
    await cuda.loop.release()
    await cpu.loop.release()
  })

  test('fp16 lies near fp32', async () => {
    const logits = async (precision: Precision) => {
      const { loop, language } = await openLoop({ provider: 'cuda', precision })
      const hidden = streams(70, language.shape.width)
      const answer = await loop.run({ hidden, batch: 1, maxNewTokens: 0, stopTokens: [] })
      await loop.release()
      return answer.logits
    }
    const [full, half] = [await logits('fp32'), await logits('fp16')]
    const largest = full.reduce((most, one) => Math.max(most, Math.abs(one)), 0)
    const difference = largestDifference(full, half) / largest
    expect(difference).toBeGreaterThan(0)
    expect(difference).toBeLessThan(5e-3)
  })

  test('each of a batch stops at whichever of the stop ids comes first, as step by step', async () => {
    const { loop, language } = await openLoop({ provider: 'cpu', precision: 'fp32', loop: true })
    const { model: decoder, folder, embedding } = await open({ provider: 'cpu', precision: 'fp32' })
    if (!(decoder instanceof Decoder)) throw new Error('not a decoder')
    const embeddings = new RowReader(folder, embedding)
    const { shape } = language
    const hidden = streams(2 * 20, shape.width)
    const free = await loop.run({ hidden, batch: 2, maxNewTokens: 16, stopTokens: [] })
    const [first = [], second = []] = free.continuations.map(({ ids }) => ids)
    expect(first).not.toEqual(second)
    const sets = [[first[3] ?? 0, second[9] ?? 0], [first[0] ?? 0], [second[15] ?? 0], [-5]]
    const lengths = new Set<string>()
    for (const stopTokens of sets) {
      const answer = await loop.run({ hidden, batch: 2, maxNewTokens: 16, stopTokens })
      const fed = await decoder.feed({ hidden, cache: emptyCache(shape, 2) })
      const { vocabulary } = shape
      const read = {
        logits: [0, 1].map(at => fed.logits.subarray(at * vocabulary, (at + 1) * vocabulary)),
        cache: () => fed.cache,
      }
      const expected = await greedy(decoder, read, {
        maxNewTokens: 16,
        stopTokens,
        vocabulary,
        ends: () => false,
        embed: id => embeddings.row(id),
      })
      expect(answer.continuations).toEqual(expected)
      lengths.add(answer.continuations.map(({ ids }) => ids.length).join())
    }
    expect(lengths.size).toBeGreaterThan(2)
    embeddings.close()
    await loop.release()
    await decoder.release()
  })

  test('a sequence ends where the positions do, and one that wants more is refused', async () => {
    const { loop, language } = await openLoop({ provider: 'cpu', precision: 'fp32', loop: true })
    const { width, maxPositions } = language.shape
    const run = (tokens: number, maxNewTokens: number, stopTokens: readonly number[] = []) =>
      loop.run({ hidden: streams(tokens, width), batch: 1, maxNewTokens, stopTokens })
    const last = await run(maxPositions - 3, 4)
    const ids = last.continuations[0]?.ids ?? []
    expect(ids).toHaveLength(4)
    await expect(run(maxPositions - 3, 5)).rejects.toMatchObject({
      reason: 'too-many-tokens',
      message: `a sequence of ${maxPositions + 1} tokens; the checkpoint has ${maxPositions} positions`,
    })
    await expect(run(maxPositions - 3, 5, ids.slice(2, 3))).resolves.toMatchObject({
      continuations: [{ stopped: true }],
    })
    await expect(run(maxPositions + 1, 0)).rejects.toMatchObject({ reason: 'too-many-tokens' })
    await loop.release()
  })
})
