import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { largestDifference } from '#scripts/goldens/difference'
import { compileLanguageModel } from '#workers/runtime/compile-language-model'
import type { Fed, Feed } from '#workers/runtime/decoder'
import { emptyCache, type KeyValueCache, stackCaches } from '#workers/runtime/key-value-cache'
import type { LayerNoise } from '#workers/runtime/layer-noise'
import { type FixtureDecoder, fixtureCheckpoint, openFixtureDecoder } from './fixture-decoder'

/** Plain attention in three layers, windows, biases by head, clipping, and scaled embeddings. */
const fixtures = [
  'llama-yarn',
  'mistral-window',
  'qwen2-upper-window',
  'bloom-6-heads',
  'olmo-clipped',
  'gemma-default',
]

describe.each(fixtures)('%s', name => {
  let whole: FixtureDecoder
  let layered: FixtureDecoder
  /** Embeddings of 79 tokens or so, which is enough for attention to be cut up. */
  let hidden: Float32Array
  let tokens: number
  beforeAll(async () => {
    whole = await openFixtureDecoder(name, { taps: 'full' })
    layered = await openFixtureDecoder(name, { taps: 'full', layersPerSession: 1 })
    const ids = whole.cases[2]?.inputIds ?? []
    tokens = ids.length
    hidden = whole.embed(ids)
  })
  afterAll(async () => {
    await whole.decoder.release()
    await layered.decoder.release()
  })

  const empty = () => emptyCache(whole.language.shape)
  const feed = (more: Partial<Feed> = {}, to = whole) => to.decoder.feed({ hidden, cache: empty(), ...more })
  const rows = (from: number, to: number) => {
    const { width } = whole.language.shape
    return hidden.subarray(from * width, to * width)
  }
  const layers = () => Array.from({ length: whole.language.shape.layers + 1 }, (_, layer) => layer)
  const equalTaps = (a: Fed, b: Fed) =>
    [...layers(), 'norm' as const].map(
      tap => largestDifference(a.taps.get(tap) ?? [], b.taps.get(tap) ?? [0]) === 0,
    )

  test('sessions of one layer are one session, bit for bit', async () => {
    expect(layered.decoder.starts).toHaveLength(whole.language.shape.layers)
    const [a, b] = [await feed(), await feed({}, layered)]
    expect(b.logits).toEqual(a.logits)
    expect(equalTaps(a, b)).not.toContain(false)
    const more = { hidden: rows(0, 3) }
    const after = await feed({ ...more, cache: a.cache })
    expect((await feed({ ...more, cache: b.cache }, layered)).logits).toEqual(after.logits)
  })

  test.each([[[1]], [[30, 60]], [[70]], [[20, 21, 22, 75]]])(
    'a prompt cut at %j is the prompt at once',
    async cuts => {
      expect(tokens).toBeGreaterThanOrEqual(64)
      const once = await feed({ logitRows: Array.from({ length: tokens }, (_, row) => row) })
      const bounds = [0, ...cuts, tokens]
      const logits: number[] = []
      let cache: KeyValueCache = empty()
      for (let piece = 1; piece < bounds.length; piece++) {
        const [from, to] = [bounds[piece - 1] ?? 0, bounds[piece] ?? 0]
        const fed = await feed({
          hidden: rows(from, to),
          cache,
          logitRows: Array.from({ length: to - from }, (_, row) => row),
        })
        cache = fed.cache
        logits.push(...fed.logits)
      }
      expect(cache.length).toBe(tokens)
      expect(largestDifference(logits, once.logits)).toBeLessThan(1e-4)
    },
  )

  test('three side by side are each alone', async () => {
    const starts = [0, 5, 9]
    const inputs = starts.map(start => rows(start, start + 66))
    const more = starts.map(start => rows(start + 66, start + 70))
    const joined = (parts: readonly Float32Array[]) => Float32Array.from(parts.flatMap(part => [...part]))
    const prompts = await feed({
      hidden: joined(inputs),
      cache: stackCaches([empty(), empty(), empty()]),
    })
    const together = await feed({ hidden: joined(more), cache: prompts.cache })
    const { vocabulary } = whole.language.shape
    for (const [at, input] of inputs.entries()) {
      const alone = await feed({ hidden: input })
      const after = await feed({ hidden: more[at] ?? input, cache: alone.cache })
      const own = (fed: Fed) => fed.logits.subarray(at * vocabulary, (at + 1) * vocabulary)
      expect(largestDifference(own(prompts), alone.logits)).toBeLessThan(1e-4)
      expect(largestDifference(own(together), after.logits)).toBeLessThan(1e-4)
    }
  })

  const noiseAt = (layer: number, size: number): ReadonlyMap<number, LayerNoise> => {
    const { width } = whole.language.shape
    const values = Float32Array.from({ length: tokens * width }, (_, at) => size * Math.sin(at * at + layer))
    return new Map([[layer, { values, dims: [1, tokens, width] }]])
  }

  test('noise of zero is no noise, bit for bit, at every layer', async () => {
    const clean = await feed()
    for (const layer of layers()) {
      const silent = await feed({ noise: noiseAt(layer, 0) })
      expect(silent.logits).toEqual(clean.logits)
      expect(equalTaps(silent, clean)).not.toContain(false)
    }
  })

  test('noise where it enters a layer changes that layer and what follows, and nothing before', async () => {
    const clean = await feed()
    for (const layer of layers()) {
      const noisy = await feed({ noise: noiseAt(layer, 0.1) })
      const { length } = layers()
      const before = Array.from({ length: length + 1 }, (_, tap) => tap < layer)
      expect(equalTaps(noisy, clean)).toEqual(before)
      expect(largestDifference(noisy.logits, clean.logits)).toBeGreaterThan(1e-3)
    }
  })

  test('a run that resumes at a layer is the whole run, bit for bit', async () => {
    const clean = await feed({}, layered)
    for (const from of layered.decoder.starts.slice(1)) {
      const noise = noiseAt(from, 0.1)
      const cache = {
        ...empty(),
        layers: [...clean.cache.layers.slice(0, from), ...empty().layers.slice(from)],
      }
      const resumed = await feed({ hidden: clean.entering.get(from) ?? hidden, cache, from, noise }, layered)
      const run = await feed({ noise }, layered)
      expect(resumed.logits).toEqual(run.logits)
      expect(largestDifference(run.logits, clean.logits)).toBeGreaterThan(1e-3)
      const next = { hidden: rows(0, 1) }
      const after = await feed({ ...next, cache: run.cache }, layered)
      expect((await feed({ ...next, cache: resumed.cache }, layered)).logits).toEqual(after.logits)
    }
    await expect(feed({ from: 1 })).rejects.toThrow('no session begins at layer 1')
  })

  test('a sequence may fill the positions of the checkpoint, and not one more', async () => {
    const { maxPositions } = whole.language.shape
    const last = { hidden: rows(0, 1), cache: { ...empty(), length: maxPositions - 1 } }
    await expect(feed({ ...last, positions: [maxPositions - 1] })).resolves.toHaveProperty('logits')
    const beyond = {
      reason: 'too-many-tokens',
      message: expect.stringContaining(`${maxPositions} positions`),
    }
    await expect(feed({ ...last, positions: [maxPositions] })).rejects.toMatchObject(beyond)
    await expect(feed({ ...last, hidden: rows(0, 2) })).rejects.toMatchObject(beyond)
  })
})

test('attention over a long prompt is cut up only where nothing is added to its scores', () => {
  const cut = (name: string) => {
    const [part] = compileLanguageModel(fixtureCheckpoint(name).folder).decoder
    return part?.graph.nodes.filter(({ type }) => type === 'If').length
  }
  expect(cut('llama-yarn')).toBe(3)
  expect(cut('mistral-unbounded')).toBe(2)
  expect(cut('mistral-window')).toBe(0)
  expect(cut('qwen2-upper-window')).toBe(1)
  expect(cut('bloom-6-heads')).toBe(0)
})
