import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import type { Checkpoint, VisualTokens } from '#workers/runtime/checkpoint'
import { compileCheckpoint, plainOptions } from '#workers/runtime/compile-checkpoint'
import type { Decoder } from '#workers/runtime/decoder'
import { emptyCache } from '#workers/runtime/key-value-cache'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'
import { openDecoder } from '#workers/runtime/open-parts'
import { openText } from '#workers/runtime/open-text'
import { Prompts } from '#workers/runtime/prompts'
import { RowReader } from '#workers/safetensors/read-rows'

const fixtures = join(import.meta.dirname, '../fixtures/checkpoints')
const options = { provider: 'cpu', threads: 1 } as const
const image = {
  width: 50,
  height: 40,
  pixels: Uint8Array.from({ length: 50 * 40 * 3 }, (_, at) => (at * 53 + (at >> 6) * 17) % 256),
}
const question = 'What color is the object?'

describe.each(['random-bf16', 'random-fp16-layers', 'random-gqa-tied-shards'])('%s', name => {
  const directory = join(fixtures, name)
  const prepared = compileCheckpoint(directory, { ...plainOptions, layersPerSession: 1, taps: 'full' })
  const { language, imageToken } = prepared.compiled
  const { width, vocabulary, layers } = language.shape
  const embeddings = new RowReader(prepared.tensors.folder, prepared.embedding)
  const prompts = new Prompts({ ...openText(prepared.files), embeddings, embeddingScale: 1, imageToken })
  let checkpoint: Checkpoint
  let decoder: Decoder
  let visual: VisualTokens
  beforeAll(async () => {
    checkpoint = await openCheckpoint(directory, { ...options, taps: 'pooled' })
    decoder = await openDecoder(prepared.decoder, prepared.tensors.folder, language, 'full', options)
    visual = await checkpoint.encodeImage(image)
  })
  afterAll(async () => {
    await checkpoint.close()
    await decoder.release()
    embeddings.close()
  })

  /** Every row of a sequence read in one piece. */
  const readWhole = (ids: readonly number[]) =>
    decoder.feed({
      hidden: prompts.embed(ids, [visual]),
      cache: emptyCache(language.shape),
      logitRows: ids.map((_, row) => row),
    })

  test('scores of continuations are those of the whole sequences', async () => {
    const asked = { question, visualTokens: [visual] }
    const { ids } = prompts.of(asked)
    const continuations = ['red', 'a blue ball', 'two bars', 'green', 'the square is left of the circle', '']
    const scores = await checkpoint.scoreContinuations({ ...asked, continuations })
    expect(scores.map(score => score.ids.length)).toEqual(
      continuations.map(text => prompts.continuationIds(asked, text).length),
    )
    for (const { ids: added, logProbabilities } of scores) {
      expect(logProbabilities).toHaveLength(added.length)
      const { logits } = await readWhole([...ids, ...added])
      added.forEach((id, at) => {
        const row = ids.length + at - 1
        const expected = logSoftmax(logits.subarray(row * vocabulary, (row + 1) * vocabulary), id)
        expect(Math.abs((logProbabilities[at] ?? Number.NaN) - expected)).toBeLessThan(1e-4)
      })
    }
  })

  test('mean hidden states are the means of the rows, layer by layer', async () => {
    const asked = { question, visualTokens: [visual] }
    const { ids } = prompts.of(asked)
    const { taps } = await readWhole(ids)
    for (const span of ['all', 'visual', 'text'] as const) {
      const states = await checkpoint.hiddenStates(asked, span)
      expect(states.layers).toHaveLength(layers + 1)
      const rows = ids.flatMap((id, row) =>
        span === 'all' || (id === imageToken) === (span === 'visual') ? [row] : [],
      )
      const tapped = [
        ...states.layers.map((state, layer) => [state, taps.get(layer)] as const),
        [states.normed, taps.get('norm')] as const,
      ]
      for (const [state, full] of tapped) {
        if (!full) throw new Error('a layer was not tapped')
        for (let at = 0; at < width; at++) {
          const mean = rows.reduce((sum, row) => sum + (full[row * width + at] ?? 0), 0) / rows.length
          expect(Math.abs((state[at] ?? Number.NaN) - mean)).toBeLessThan(1e-4)
        }
      }
    }
    expect(await checkpoint.hiddenStates(asked, 'visual')).not.toEqual(
      await checkpoint.hiddenStates(asked, 'text'),
    )
  })

  test('answers given side by side are those given alone', async () => {
    const reversed = { ...visual, rows: rowsReversed(visual.rows, width) }
    const requests = [
      { question, visualTokens: [visual], maxNewTokens: 12 },
      { question, visualTokens: [reversed], maxNewTokens: 12 },
      { question: 'How many bars are there?', visualTokens: [visual], maxNewTokens: 12 },
      { question, visualTokens: [], maxNewTokens: 12 },
      { question, visualTokens: [visual], maxNewTokens: 3 },
    ]
    const together = await checkpoint.generateAll(requests)
    expect(together).toHaveLength(requests.length)
    for (const [at, request] of requests.entries()) {
      const alone = await checkpoint.generate(request)
      expect(together[at]).toEqual(alone)
    }
  })

  test('noise on tokens moves the logits from its layer on, and no noise does not', async () => {
    const asked = { question, visualTokens: [visual], maxNewTokens: 1, logits: true }
    const clean = await checkpoint.generate(asked)
    const rows = Float32Array.from({ length: 3 * width }, (_, at) => Math.sin(at))
    for (let layer = 0; layer <= layers; layer++) {
      const first = layer === layers ? clean.inputIds.length - 3 : 2
      const tokens = Uint32Array.of(first, first + 1, first + 2)
      const silent = await checkpoint.generate({
        ...asked,
        noise: [{ layer, tokens, rows: new Float32Array(3 * width) }],
      })
      expect(silent.logits).toEqual(clean.logits)
      const noisy = await checkpoint.generate({ ...asked, noise: [{ layer, tokens, rows }] })
      expect(noisy.logits).not.toEqual(clean.logits)
      const scale = { kind: 'fixed', amplitude: 1 } as const
      expect(await checkpoint.generate({ ...asked, noise: [{ layer, tokens, rows, scale }] })).toEqual(noisy)
    }
  })

  test('noise that leaves the prompt is refused', async () => {
    const asked = { question, visualTokens: [], maxNewTokens: 1 }
    const noise = [{ layer: 0, tokens: Uint32Array.of(10_000), rows: new Float32Array(width) }]
    await expect(checkpoint.generate({ ...asked, noise })).rejects.toThrow('noise on token 10000')
    const short = [{ layer: 0, tokens: Uint32Array.of(0, 1), rows: new Float32Array(width) }]
    await expect(checkpoint.generate({ ...asked, noise: short })).rejects.toThrow('1 rows for 2 tokens')
  })

  test('more tokens than positions are refused with both numbers', async () => {
    const many = 'word '.repeat(language.shape.maxPositions)
    await expect(
      checkpoint.generate({ question: many, visualTokens: [], maxNewTokens: 1 }),
    ).rejects.toMatchObject({
      reason: 'too-many-tokens',
      message: expect.stringContaining(`${language.shape.maxPositions} positions`),
    })
  })
})

test('an id without an embedding is refused by number', async () => {
  const folder = temporaryFolder()
  cpSync(join(fixtures, 'random-bf16'), folder, { recursive: true })
  const file = join(folder, 'tokenizer.json')
  const definition = JSON.parse(readFileSync(file, 'utf8'))
  definition.added_tokens.push({ ...definition.added_tokens[0], id: 4000, content: '<far>', special: false })
  writeFileSync(file, JSON.stringify(definition))
  const checkpoint = await openCheckpoint(folder, options)
  await expect(
    checkpoint.generate({ question: 'a <far> thing', visualTokens: [], maxNewTokens: 1 }),
  ).rejects.toMatchObject({ reason: 'bad-tokenizer', message: expect.stringContaining('4000') })
  await checkpoint.close()
})

test('hidden states need taps', async () => {
  const checkpoint = await openCheckpoint(join(fixtures, 'random-bf16'), options)
  await expect(checkpoint.hiddenStates({ question, visualTokens: [] }, 'all')).rejects.toMatchObject({
    reason: 'bad-usage',
  })
  await checkpoint.close()
})

function logSoftmax(logits: Float32Array, id: number): number {
  const top = Math.max(...logits)
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - top), 0)
  return (logits[id] ?? Number.NaN) - top - Math.log(sum)
}

function rowsReversed(rows: Float32Array, width: number): Float32Array {
  const count = rows.length / width
  const out = new Float32Array(rows.length)
  for (let row = 0; row < count; row++)
    out.set(rows.subarray((count - 1 - row) * width, (count - row) * width), row * width)
  return out
}

describe('raw prompts and stop texts', () => {
  let checkpoint: Checkpoint
  beforeAll(async () => {
    checkpoint = await openCheckpoint(join(fixtures, 'random-bf16'), options)
  })
  afterAll(() => checkpoint.close())

  test('a raw prompt has no template around it', async () => {
    const asked = { question: 'How many bars are there', visualTokens: [], maxNewTokens: 4 }
    const raw = await checkpoint.generate({ ...asked, raw: true })
    expect(raw.promptText).toBe(asked.question)
    const templated = await checkpoint.generate(asked)
    expect(templated.promptText).not.toBe(asked.question)
    expect(templated.inputIds.length).toBeGreaterThan(raw.inputIds.length)
  })

  test('an answer ends before a stop text, and no token is made after it', async () => {
    const asked = { question: 'How many bars are there', visualTokens: [], maxNewTokens: 16 }
    const whole = await checkpoint.generate(asked)
    const stop = whole.text.slice(Math.floor(whole.text.length / 3)).slice(0, 3)
    expect(stop).toHaveLength(3)
    const cut = await checkpoint.generate({ ...asked, stopTexts: ['never said', stop] })
    expect(cut.text).toBe(whole.text.slice(0, whole.text.indexOf(stop)).trim())
    expect(cut.truncated).toBe(false)
    expect(cut.generatedIds.length).toBeLessThan(whole.generatedIds.length)
    expect(whole.generatedIds.slice(0, cut.generatedIds.length)).toEqual(cut.generatedIds)
    expect(await checkpoint.generate({ ...asked, stopTexts: ['never said'] })).toEqual(whole)
  })
})
