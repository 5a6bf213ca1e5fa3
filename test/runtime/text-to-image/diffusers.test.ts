import { describe, expect, test } from 'vitest'
import { seedString } from '#lib/domain/synthesizer'
import { largestDifference } from '#scripts/goldens/difference'
import { sha256 } from '#test/image/pattern'
import { editJson } from '#test/safetensors/write-safetensors'
import { type Conditioning, encodeCaption } from '#workers/runtime/text-to-image/conditioning'
import { decodeLatents, toPicture } from '#workers/runtime/text-to-image/decode-latents'
import { denoise } from '#workers/runtime/text-to-image/denoise'
import type { GraphFile } from '#workers/runtime/text-to-image/graph-file'
import { openGraphSession, openSlot } from '#workers/runtime/text-to-image/graph-session'
import { keyedNormals, noiseKey } from '#workers/runtime/text-to-image/noise'
import { openTextToImage } from '#workers/runtime/text-to-image/open-text-to-image'
import { latentShapeOf, type Pipeline, readPipeline } from '#workers/runtime/text-to-image/read-pipeline'
import { collect, copyPipeline, type Golden, pipelineOf, readGoldens } from './goldens'

const goldens = readGoldens()
const named = goldens.map(golden => [golden.title, golden] as const)
const tolerance = 1e-4
/** Latents of some tens, and the noise levels of diffusers are accumulated in fp32. */
const latentTolerance = 5e-4
const slotOf = (file: GraphFile) =>
  openSlot(() => openGraphSession(file, { provider: 'cpu', threads: 1 }), false)

function goldenOf(title: string): Golden {
  return goldens.find(golden => golden.title === title) ?? expect.fail(`there is no golden ${title}`)
}

function requestOf({ caption, seed, item, image, size: [width, height] }: Golden) {
  return { caption, seed, item, image, width, height }
}

function encode({ encoders, graphs }: Pipeline, caption: string): Promise<Conditioning> {
  return encodeCaption(encoders, { first: slotOf(graphs.first), second: slotOf(graphs.second) }, caption)
}

/** Everything on the way from a caption to a picture. */
async function draw(folder: string, golden: Golden) {
  const pipeline = readPipeline(folder)
  const { graphs, scheduler, schedule, config } = pipeline
  const request = requestOf(golden)
  const shape = latentShapeOf(pipeline, request)
  const conditioning = await encode(pipeline, golden.caption)
  const noise = keyedNormals(noiseKey(seedString(request)), shape[0] * shape[1] * shape[2])
  const latents = await slotOf(graphs.unet).use(async session => {
    const task = { file: graphs.unet, session, scheduler, schedule, conditioning, shape, size: request }
    return collect(denoise(task, noise))
  })
  const last = latents.at(-1) ?? noise
  const decoded = await slotOf(graphs.vae).use(session =>
    decodeLatents(graphs.vae, session, config.vae, last, shape),
  )
  return { noise, conditioning, latents, decoded, picture: toPicture(decoded, request.width, request.height) }
}

describe('equals diffusers', () => {
  test('in every setting that changes a picture', () => {
    expect(goldens.length).toBe(10)
    expect(goldens.filter(({ embeds }) => embeds).length).toBe(3)
  })

  test.each(named)('%s: noise, latents after every step, pixels', async (_, golden) => {
    const made = await draw(pipelineOf(golden), golden)
    expect(sha256(made.noise)).toBe(golden.noise)
    expect(made.latents.length).toBe(golden.steps)
    for (const [step, latents] of golden.latents.entries())
      expect(largestDifference(latents, made.latents[step] ?? [])).toBeLessThan(latentTolerance)
    expect(largestDifference(golden.decoded, made.decoded)).toBeLessThan(tolerance)
    expect(made.picture.pixels.length).toBe(golden.pixels.length)
    // A float next to the border of two bytes may fall to either side.
    const apart = made.picture.pixels.map((byte, at) => Math.abs(byte - (golden.pixels[at] ?? 0)))
    expect(Math.max(...apart)).toBeLessThanOrEqual(1)
    expect(apart.filter(difference => difference > 0).length).toBeLessThanOrEqual(golden.pixels.length / 1000)
  })

  test.each(named.filter(([, { embeds }]) => embeds))('%s: ids and embeddings', async (_, golden) => {
    const pipeline = readPipeline(pipelineOf(golden))
    const { promptEmbeds, pooled, tokens } = await encode(pipeline, golden.caption)
    const { first, second } = pipeline.encoders
    expect([first, second].map(({ tokenizer }) => tokenizer.encode(golden.caption).ids)).toEqual(golden.ids)
    expect(tokens.map(({ full }) => full)).toEqual(golden.full)
    expect(largestDifference(golden.embeds ?? [], promptEmbeds)).toBeLessThan(tolerance)
    expect(largestDifference(golden.pooled ?? [], pooled)).toBeLessThan(tolerance)
  })

  test.each(named)('%s: as the synthesizer draws it', async (_, golden) => {
    const synthesizer = await openTextToImage(pipelineOf(golden), { provider: 'cpu', threads: 1 })
    const made = await synthesizer.synthesize(requestOf(golden))
    await synthesizer.close()
    expect(synthesizer.identity).toMatchObject({ steps: golden.steps, provider: 'cpu' })
    if (made.kind !== 'image') expect.fail(made.said)
    expect(made.record.noiseHash).toBe(golden.noise)
    expect([made.image.width, made.image.height]).toEqual(golden.size)
    expect(largestDifference(golden.pixels, made.image.pixels)).toBeLessThanOrEqual(1)
  })
})

// A golden would hold whatever we did, were the networks too degenerate for a mistake to show.
describe('a mistake shows', () => {
  const short = goldenOf('short')
  const mistakes: [string, (folder: string) => void][] = [
    [
      'the padding of the second tokenizer',
      folder => {
        editJson(folder, 'tokenizer_2/tokenizer_config.json', config => ({
          ...config,
          pad_token: '<|endoftext|>',
        }))
        editJson(folder, 'tokenizer_2/special_tokens_map.json', config => ({
          ...config,
          pad_token: '<|endoftext|>',
        }))
      },
    ],
    [
      'the last state in place of the one before',
      folder =>
        editJson(folder, 'parallax.json', config => ({
          ...config,
          outputs: { text_encoder: { hidden: 'hidden_states.3' } },
        })),
    ],
    [
      'the normed state',
      folder =>
        editJson(folder, 'parallax.json', config => ({
          ...config,
          outputs: { text_encoder_2: { hidden: 'last_hidden_state' } },
        })),
    ],
    [
      'another last beta',
      folder =>
        editJson(folder, 'scheduler/scheduler_config.json', config => ({ ...config, beta_end: 0.014 })),
    ],
    [
      'another scale of the latents',
      folder =>
        editJson(folder, 'vae_decoder/config.json', config => ({ ...config, scaling_factor: 0.18215 })),
    ],
  ]

  test.each(mistakes)('%s', async (_, change) => {
    const folder = copyPipeline()
    change(folder)
    const { decoded } = await draw(folder, short)
    expect(largestDifference(short.decoded, decoded)).toBeGreaterThan(20 * tolerance)
  })

  test.each(named.filter(([, { scheduler, vae }]) => Object.keys({ ...scheduler, ...vae }).length > 0))(
    '%s: what the pipeline draws without its change is far from it',
    async (_, golden) => {
      const folder = copyPipeline()
      editJson(folder, 'parallax.json', () => ({ steps: golden.steps === 1 ? 4 : golden.steps }))
      const { latents, decoded } = await draw(folder, golden)
      const apart = [
        largestDifference(golden.latents.at(-1) ?? [], latents.at(-1) ?? []),
        largestDifference(golden.decoded, decoded),
      ]
      expect(Math.max(...apart)).toBeGreaterThan(20 * latentTolerance)
    },
  )

  test.each(['seed', 'item', 'image'] as const)('another %s', async key => {
    const { decoded } = await draw(copyPipeline(), {
      ...short,
      seed: 1,
      item: 'x',
      image: 1,
      [key]: short[key],
    })
    expect(largestDifference(short.decoded, decoded)).toBeGreaterThan(20 * tolerance)
  })
})
