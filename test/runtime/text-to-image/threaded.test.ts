import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SynthesisRequest, Synthesizer } from '#lib/domain/synthesizer'
import { openTextToImage } from '#workers/runtime/text-to-image/open-text-to-image'
import { openThreadedTextToImage } from '#workers/runtime/text-to-image/threaded-text-to-image'
import { tinyPipeline } from './goldens'

const settings = { provider: 'cpu', threads: 1 } as const
const request: SynthesisRequest = {
  caption: 'a red bird',
  seed: 0,
  item: 'demo',
  image: 0,
  width: 32,
  height: 32,
}
let threaded: Synthesizer

beforeAll(async () => {
  threaded = await openThreadedTextToImage(tinyPipeline, settings)
})
afterAll(() => threaded.close())

test('a thread draws the same pictures under the same identity', async () => {
  const plain = await openTextToImage(tinyPipeline, settings)
  expect(threaded.identity).toEqual(plain.identity)
  const requests = [0, 1].map(image => ({ ...request, image }))
  const mine = await Promise.all(requests.map(one => plain.synthesize(one)))
  const theirs = await Promise.all(requests.map(one => threaded.synthesize(one)))
  await plain.close()
  for (const [at, one] of mine.entries()) {
    if (one.kind !== 'image') expect.fail()
    expect(theirs[at]).toMatchObject({ image: one.image, record: { pixelHash: one.record.pixelHash } })
  }
})

test('a refusal crosses as one, and the thread goes on', async () => {
  await expect(threaded.synthesize({ ...request, width: 33 })).rejects.toMatchObject({
    name: 'Refusal',
    reason: 'bad-usage',
  })
  expect(await threaded.synthesize(request)).toMatchObject({ kind: 'image' })
})

test('a pipeline that cannot be opened is refused', async () => {
  await expect(openThreadedTextToImage(tinyPipeline, { ...settings, steps: 8 })).rejects.toMatchObject({
    name: 'Refusal',
    reason: 'unsupported-config',
  })
})

test('a closed synthesizer draws nothing', async () => {
  const own = await openThreadedTextToImage(tinyPipeline, settings)
  await own.close()
  await own.close()
  await expect(own.synthesize(request)).rejects.toThrow('the synthesizer is closed')
})
