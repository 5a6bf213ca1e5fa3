import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { probes } from '#lib/probes/index'
import { suiteConditions } from '#lib/probes/suite-conditions'
import { editImage } from '#workers/evaluation/edit-image'
import { arrange, imageEdit } from '#workers/evaluation/plan'
import { reorder } from '#workers/evaluation/run-trial'
import type { Checkpoint, Generation, VisualTokens } from '#workers/runtime/checkpoint'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'

const fixtures = join(import.meta.dirname, '../fixtures/checkpoints')
const image = {
  width: 56,
  height: 56,
  pixels: Uint8Array.from({ length: 56 * 56 * 3 }, (_, at) => (at * 89 + (at >> 7) * 31) % 256),
}
const questions = ['What is in the picture?', 'Is there a dog?', 'What is in the picture?', 'How many?']

describe.each([
  'random-bf16',
  'random-fp16-layers',
  'random-gqa-tied-shards',
  'random-mistral-window',
  'random-next-llama',
  'random-onevision',
])('%s', name => {
  let checkpoint: Checkpoint
  beforeAll(async () => {
    checkpoint = await openCheckpoint(join(fixtures, name), { provider: 'cpu', threads: 1 })
  })
  afterAll(() => checkpoint.close())

  const ask = (question: string, visualTokens: readonly VisualTokens[]): Promise<Generation> =>
    checkpoint.generate({ question, visualTokens, maxNewTokens: 12, logits: true })
  const difference = (a: Generation, b: Generation) =>
    Math.max(...[...(a.logits ?? [])].map((logit, at) => Math.abs(logit - (b.logits?.[at] ?? Number.NaN))))

  test('a shared prefix gives the tokens of an unshared one, and its logits within 1e-4', async () => {
    const shared = await checkpoint.encodeImage(image)
    for (const question of questions) {
      const once = await ask(question, [shared])
      const alone = await ask(question, [{ ...shared }])
      expect(once.generatedIds).toEqual(alone.generatedIds)
      expect(once.inputIds).toEqual(alone.inputIds)
      expect(difference(once, alone)).toBeLessThan(1e-4)
      // The copy took the place of the shared picture: ask twice, so that the second time its prefix is kept.
      await ask(question, [shared])
      const again = await ask(question, [shared])
      expect(again.generatedIds).toEqual(alone.generatedIds)
      expect(difference(again, alone)).toBeLessThan(1e-4)
    }
  })

  test('a kept prefix belongs to its picture', async () => {
    const first = await checkpoint.encodeImage(image)
    const other = await checkpoint.encodeImage({ ...image, pixels: image.pixels.toReversed() })
    const expected = await ask('Is there a dog?', [{ ...other }])
    await ask('Is there a dog?', [first])
    await ask('Is there a dog?', [first])
    const answer = await ask('Is there a dog?', [other])
    expect(difference(answer, expected)).toBe(0)
    expect(difference(answer, await ask('Is there a dog?', [{ ...first }]))).toBeGreaterThan(0)
  })

  test('the identity order of the visual tokens is the reference, bit for bit', async () => {
    const visual = await checkpoint.encodeImage(image)
    const order = Uint32Array.from({ length: visual.layout.count }, (_, row) => row)
    const identity = reorder(visual, [{ at: 'visual-tokens', order }])
    expect(identity).not.toBe(visual)
    expect(identity.rows).toEqual(visual.rows)
    expect(difference(await ask('How many?', [identity]), await ask('How many?', [visual]))).toBe(0)
  })

  test('the unshuffled grid is the reference, bit for bit', async () => {
    const visual = await checkpoint.encodeImage(image)
    const subject = { item: '1', image, visualTokens: visual.layout }
    const unshuffled = suiteConditions('demo', { benchmark: 'mmvp', smallestSide: 56 }, probes).filter(
      ({ condition }) => condition.id.endsWith('/unshuffled'),
    )
    expect(unshuffled).toHaveLength(4)
    for (const planned of unshuffled) {
      const edit = imageEdit(arrange(subject, planned).interventions)
      const seen = edit ? editImage(image, edit) : image
      if (!seen) throw new Error(`${planned.condition.id} has no picture`)
      expect((await checkpoint.encodeImage(seen)).rows).toEqual(visual.rows)
    }
  })

  test('a permutation moves rows and changes the answer it is given', async () => {
    const visual = await checkpoint.encodeImage(image)
    const order = Uint32Array.from({ length: visual.layout.count }, (_, row) => visual.layout.count - 1 - row)
    const reversed = reorder(visual, [{ at: 'visual-tokens', order }])
    const width = visual.rows.length / visual.layout.count
    expect(reversed.rows.subarray(0, width)).toEqual(visual.rows.subarray(-width))
    expect(difference(await ask('How many?', [reversed]), await ask('How many?', [visual]))).toBeGreaterThan(
      0,
    )
  })

  test('several pictures are asked about whole, each in its place', async () => {
    const first = await checkpoint.encodeImage(image, 2)
    const other = await checkpoint.encodeImage({ ...image, pixels: image.pixels.toReversed() }, 2)
    const both = await ask('How many?', [first, other])
    expect(both.inputIds.length - (await ask('How many?', [first])).inputIds.length).toBeGreaterThanOrEqual(
      other.layout.count,
    )
    expect(difference(await ask('How many?', [first, other]), both)).toBe(0)
    expect(difference(await ask('How many?', [other, first]), both)).toBeGreaterThan(0)
  })

  test('more pictures than the prompt has places are refused', async () => {
    await expect(ask('How many?', [])).resolves.toMatchObject({ truncated: expect.any(Boolean) })
    await expect(ask('<image>', [])).rejects.toMatchObject({ reason: 'bad-chat-template' })
  })
})
