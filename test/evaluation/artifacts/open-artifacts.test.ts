import { appendFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ai2d } from '#lib/benchmarks/ai2d'
import type { Benchmark } from '#lib/benchmarks/benchmark'
import { mmvp } from '#lib/benchmarks/mmvp'
import { checkpointDigest } from '#lib/domain/checkpoint'
import { Refusal } from '#lib/domain/refusal'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { SynthesisRequest, Synthesizer } from '#lib/domain/synthesizer'
import { probes } from '#lib/probes/index'
import type { Means } from '#lib/probes/suite-conditions'
import { type FakeCheckpoint, fakeCheckpoint } from '#test/evaluation/fake-checkpoint'
import { greyPicture, madeFile } from '#test/evaluation/made-item'
import { upTo } from '#test/probes/made-subject'
import { temporaryFolder } from '#test/support/temporary-folder'
import { ArtifactFolder } from '#workers/evaluation/artifacts/artifact-folder'
import { openArtifacts } from '#workers/evaluation/artifacts/open-artifacts'
import { resample, saliencyOf } from '#workers/evaluation/artifacts/saliency'
import { askedConditions } from '#workers/evaluation/evaluate-slice'
import { openEncoder } from '#workers/runtime/open-encoder'

const dino = join(import.meta.dirname, '../../../examples/relatives/scenes-dino')
const openDino = () => openEncoder(dino, { provider: 'cpu', threads: 1 })
const named = {
  digest: checkpointDigest.parse(`sha256:${'d'.repeat(64)}`),
  provider: 'cpu',
  precision: 'fp32',
}

function choices(benchmark: Benchmark, count: number) {
  const rows = upTo(count).map(at => ({
    ...{ index: `${at}`, question: `Which, ${Math.floor(at / 2)}?`, A: 'one', B: 'other' },
    ...{ answer: at % 2 === 0 ? 'A' : 'B', category: 'x' },
  }))
  return madeFile(benchmark, rows, at => [greyPicture(20 * at + 10, 64)])
}

function listsOf(file: ReturnType<typeof choices>, means: Means) {
  return askedConditions({ suite: 'demo', file, probes, means }, fakeCheckpoint().shape)
}

/** Paints the caption's length; has no picture of a caption that ends in a 3. */
function painter(): Synthesizer & { readonly asked: SynthesisRequest[]; readonly closed: () => number } {
  const asked: SynthesisRequest[] = []
  let closed = 0
  return {
    asked,
    closed: () => closed,
    identity: {
      ...{ kind: 'images-api', url: 'http://images.example', model: 'painter', extra: {} },
      seedRecipe: null,
    },
    async synthesize(request) {
      asked.push(request)
      if (request.item === '3') return { kind: 'no-picture', reason: 'refused', said: 'not this one' }
      const pixels = new Uint8Array(request.width * request.height * 3).fill(asked.length)
      const image: RgbImage = { width: request.width, height: request.height, pixels }
      const record = {
        ...{ seedString: '', noiseHash: null, pixelHash: `${asked.length}`, truncation: 'unknown' as const },
        ...{ revisedPrompt: null, sizeAsked: null, stageMs: {} },
      }
      return { kind: 'image', image, record }
    },
    async close() {
      closed += 1
    },
  }
}

function synthesisOf(captioner: FakeCheckpoint, synthesizer: Synthesizer) {
  return {
    name: async () => ({ captioner: captioner.digest, synthesizer: synthesizer.identity }),
    open: async () => ({
      ...{ captioner, synthesizer },
      async close() {
        await captioner.close()
        await synthesizer.close()
      },
    }),
  }
}

describe('what stands out', () => {
  test('is mapped for the items that are asked, once an encoder and edition', async () => {
    const file = choices(ai2d, 6)
    const folder = new ArtifactFolder(temporaryFolder())
    const lists = listsOf(file, ['weights', 'saliency'])
    let opened = 0
    const saliency = {
      name: async () => named,
      open() {
        opened += 1
        return openDino()
      },
    }
    const makers = { folder, saliency, synthesis: null, likeness: null }
    const source = await openArtifacts(makers, file, lists)
    const map = await source?.saliency('2')
    expect(map).toMatchObject({ grid: 14 })
    expect(map?.mean.length).toBe(196)
    expect(map?.mean).not.toEqual(map?.head1)
    expect(await source?.saliency('no such item')).toBeNull()
    const again = await openArtifacts(makers, file, lists)
    expect((await again?.saliency('2'))?.mean).toEqual(map?.mean)
    // The second time nothing is loaded.
    expect(opened).toBe(1)
  })

  test('is not looked for where nothing asks for it', async () => {
    const file = choices(ai2d, 4)
    const fail = () => Promise.reject(new Error('nobody asked'))
    const never = { name: fail, open: fail }
    const folder = new ArtifactFolder(temporaryFolder())
    const makers = { folder, saliency: never, synthesis: never, likeness: never }
    expect(await openArtifacts(makers, file, listsOf(file, ['weights']))).toBeNull()
  })

  test('heads are averaged, the second stands alone, and other grids are resampled', () => {
    const values = Float32Array.of(...Array(4).fill(0.1), ...Array(4).fill(0.3))
    const found = saliencyOf({ heads: 2, grid: 2, values })
    expect(found.mean.every(value => Math.abs(value - 0.2) < 1e-6)).toBe(true)
    expect(found.head1.every(value => Math.abs(value - 0.3) < 1e-6)).toBe(true)
    expect([...resample(Float32Array.of(0, 1, 0, 1), 2, 4)]).toEqual([
      0, 0.25, 0.75, 1, 0, 0.25, 0.75, 1, 0, 0.25, 0.75, 1, 0, 0.25, 0.75, 1,
    ])
  })
})

describe('pictures drawn anew', () => {
  test('are made once for all checkpoints; one without a picture is left out', async () => {
    const file = choices(mmvp, 6)
    const folder = new ArtifactFolder(temporaryFolder())
    const lists = listsOf(file, ['weights', 'synthesizer'])
    const synthesizer = painter()
    const captioner = fakeCheckpoint('captioner', ({ visualTokens }) => `picture ${visualTokens.length}`)
    const makers = { folder, saliency: null, synthesis: synthesisOf(captioner, synthesizer), likeness: null }
    const source = await openArtifacts(makers, file, lists)
    expect(synthesizer.asked.length).toBe(6)
    expect(synthesizer.asked[0]).toMatchObject({ seed: 0, image: 0, width: 1024, item: '0' })
    expect(
      captioner.asked.every(({ question }) => question === 'Please generate a caption of this image.'),
    ).toBe(true)
    expect(await source?.synthesized('3', 0)).toBeNull()
    expect((await source?.synthesized('4', 0))?.pixels[0]).toBe(5)
    expect(await source?.synthesized('4', 1)).toBeNull()
    const again = await openArtifacts(makers, file, lists)
    expect((await again?.synthesized('4', 0))?.pixels[0]).toBe(5)
    expect(synthesizer.asked.length).toBe(6)
    expect(await again?.likeness('4', 0)).toBeNull()
    // Both are open only while they are needed.
    expect([synthesizer.closed(), captioner.closed()]).toEqual([1, true])
  })

  test('go on after the last one where the server was away', async () => {
    const file = choices(mmvp, 6)
    const root = temporaryFolder()
    const lists = listsOf(file, ['weights', 'synthesizer'])
    const captioner = fakeCheckpoint('captioner', () => 'a picture')
    const synthesizer = painter()
    const away = new Refusal('provider-unavailable', 'the server answers 503')
    const makersOf = (from: Synthesizer) => ({
      ...{ folder: new ArtifactFolder(root), saliency: null, likeness: null },
      synthesis: synthesisOf(captioner, from),
    })
    const breaking: Synthesizer = {
      ...synthesizer,
      synthesize: request => {
        if (request.item === '4') return Promise.reject(away)
        return synthesizer.synthesize(request)
      },
    }
    await expect(openArtifacts(makersOf(breaking), file, lists)).rejects.toBe(away)
    expect(synthesizer.asked.map(({ item }) => item)).toEqual(['0', '1', '2', '3'])
    // Whoever is killed while it writes leaves half a line.
    const [draft] = readdirSync(join(root, 'synthesized-set'))
    appendFileSync(join(root, 'synthesized-set', draft, 'pictures.jsonl'), '{"item":"4","pict')
    const lines: string[] = []
    const source = await openArtifacts(makersOf(synthesizer), file, lists, line => lines.push(line))
    expect(synthesizer.asked.map(({ item }) => item)).toEqual(['0', '1', '2', '3', '4', '5'])
    expect((await source?.synthesized('0', 0))?.pixels[0]).toBe(1)
    expect((await source?.synthesized('5', 0))?.pixels[0]).toBe(6)
    expect(lines.at(-1)).toBe(
      `${file.title}: 5 of 6 captions have a picture, 1 were refused, 0 were cut, of 5 that is not known`,
    )
  })

  test('of which there is none at all are not kept', async () => {
    const file = choices(mmvp, 6)
    const root = temporaryFolder()
    const lists = listsOf(file, ['weights', 'synthesizer'])
    const nothing: Synthesizer = {
      ...painter(),
      synthesize: async () => ({ kind: 'no-picture', reason: 'unusable', said: 'unknown field quality' }),
    }
    const synthesis = synthesisOf(fakeCheckpoint('captioner'), nothing)
    const makers = { folder: new ArtifactFolder(root), saliency: null, synthesis, likeness: null }
    for (let round = 0; round < 2; round++)
      await expect(openArtifacts(makers, file, lists)).rejects.toThrow(
        'not one of 6 captions has a picture; of the first: unusable: unknown field quality',
      )
  })
})
