import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { providers } from '#workers/compiler/dialect'
import type { Generation } from '#workers/runtime/checkpoint'
import { compileCheckpoint, plainOptions } from '#workers/runtime/compile-checkpoint'
import { emptyCache } from '#workers/runtime/key-value-cache'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'
import { openDecoder, openVision } from '#workers/runtime/open-parts'

export const dialectProvider = z.enum(providers)

export interface ProviderTask {
  readonly provider: z.infer<typeof dialectProvider>
  readonly folders: readonly string[]
}

const values = z.array(z.number())
const said = z.object({ ids: values, logits: values })
export const providerAnswer = z.object({
  name: z.string(),
  visual: values,
  /** After a prompt that is read whole, then with its picture's prefix kept. */
  alone: said,
  prefixed: said,
  /** Three prompts of one length, decoded side by side. */
  together: z.array(said),
  /** Log-probabilities of continuations of one length and more, side by side behind a shared prompt. */
  scores: z.array(values),
})
export type ProviderAnswer = z.infer<typeof providerAnswer>

export const providerReport = z.object({
  answers: z.array(providerAnswer),
  /** Operators of the first checkpoint's graphs, by where they ran. */
  operators: z.record(z.string(), z.array(z.string())),
})
export type ProviderReport = z.infer<typeof providerReport>

const image = {
  width: 90,
  height: 60,
  pixels: Uint8Array.from({ length: 90 * 60 * 3 }, (_, at) => (at * 89 + (at >> 7) * 31) % 256),
}
const question = 'What is in the picture?'

/** What checkpoints answer on a provider. */
export async function providerAnswers({ provider, folders }: ProviderTask): Promise<ProviderReport> {
  const answers: ProviderAnswer[] = []
  for (const folder of folders) {
    const checkpoint = await openCheckpoint(folder, { provider, threads: 1 })
    const visual = await checkpoint.encodeImage(image)
    const other = await checkpoint.encodeImage({ ...image, pixels: image.pixels.toReversed() })
    const ask = { question, visualTokens: [visual], maxNewTokens: 16, logits: true }
    const kept = await checkpoint.generate({ ...ask, keep: true })
    const alone = plain(kept)
    // All but the last three tokens are those of the kept prompt.
    const resume = { layer: 0, token: kept.inputIds.length - 3 }
    const prefixed = plain(await checkpoint.generate({ ...ask, maxNewTokens: 0, resume }))
    const few = { ...ask, maxNewTokens: 6 }
    const together = await checkpoint.generateAll([few, { ...few, visualTokens: [other] }, few])
    const continuations = ['yes', 'no', 'a dog', 'the cat', 'the dog']
    const scores = await checkpoint.scoreContinuations({ ...ask, continuations })
    await checkpoint.close()
    answers.push({
      name: basename(folder),
      visual: [...visual.rows],
      alone,
      prefixed,
      together: together.map(plain),
      scores: scores.map(({ logProbabilities }) => [...logProbabilities]),
    })
  }
  const [first] = folders
  return { answers, operators: first === undefined ? {} : await operatorsOf(first, provider) }
}

function plain({ generatedIds, logits = new Float32Array(0) }: Generation) {
  return { ids: [...generatedIds], logits: [...logits] }
}

const profile = z.array(
  z.looseObject({
    cat: z.string(),
    args: z.looseObject({ op_name: z.string().optional(), provider: z.string().optional() }).optional(),
  }),
)

/** Profiles a picture, a prompt and a token after it. */
async function operatorsOf(folder: string, provider: ProviderTask['provider']) {
  const prepared = compileCheckpoint(folder, { ...plainOptions, dialect: { provider, precision: 'fp32' } })
  const { language } = prepared.compiled
  const scratch = mkdtempSync(join(tmpdir(), 'parallax-'))
  const options = { provider, threads: 1, profile: join(scratch, 'profile') }
  const vision = await openVision(prepared, options)
  await vision.encode(new Float32Array(3 * vision.side ** 2))
  const decoder = await openDecoder(prepared.decoder, prepared.tensors.folder, language, 'none', options)
  const { width } = language.shape
  const prompt = await decoder.feed({
    hidden: new Float32Array(40 * width).fill(0.1),
    cache: emptyCache(language.shape),
  })
  await decoder.feed({ hidden: new Float32Array(width).fill(0.2), cache: prompt.cache })
  await vision.release()
  await decoder.release()
  const files = globSync(join(scratch, '*.json'))
  const events = files.flatMap(file => profile.parse(JSON.parse(readFileSync(file, 'utf8'))))
  rmSync(scratch, { recursive: true })
  const ran = events.flatMap(({ cat, args }) =>
    cat === 'Node' && args?.provider && args.op_name ? [{ where: args.provider, type: args.op_name }] : [],
  )
  const places = [...Map.groupBy(ran, ({ where }) => where)]
  return Object.fromEntries(places.map(([where, all]) => [where, [...new Set(all.map(({ type }) => type))]]))
}
