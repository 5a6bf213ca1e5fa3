import type { ImageRecipe } from '#lib/domain/image-recipe'
import { pattern, sha256 } from '#test/image/pattern'
import { applyRecipe } from '#workers/image/recipe'
import type { Checkpoint, GenerateRequest, Generation, VisualTokens } from '#workers/runtime/checkpoint'
import { compileCheckpoint } from '#workers/runtime/compile-checkpoint'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'
import { largestDifference } from './difference'
import { type Golden, readGoldens } from './golden-file'

/** How far one answer of ours lies from transformers'. Differences are the largest absolute ones. */
export interface Comparison {
  readonly promptEqual: boolean
  readonly idsEqual: boolean
  readonly pixelsEqual: boolean
  /** Of the visual tokens; infinite where there are more or fewer of them, 0 without pictures. */
  readonly visualDifference: number
  /** Of the logits of the last prompt position. */
  readonly logitDifference: number
  readonly tokensEqual: boolean
  readonly tokens: number
}

/** The same answer in sessions of one layer, and under noise that is zero. */
export interface OwnComparison {
  /** Of the last logits, between sessions of one layer and one session. */
  readonly chunkedDifference: number
  /** Whether sessions of one layer answer with the same tokens. */
  readonly chunkedTokensEqual: boolean
  /** Whether noise of zero, at every layer in turn, changes no bit and no token. */
  readonly silenceEqual: boolean
}

/** Answers every case of a golden file with our engine. @param directory the checkpoint the goldens were made of. */
export async function compareGoldens(
  directory: string,
  goldens: string,
): Promise<(Comparison & OwnComparison)[]> {
  const cases = readGoldens(goldens, directory)
  const recipe = compileCheckpoint(directory).compiled.image
  const whole = await openCheckpoint(directory, { provider: 'cpu', threads: 1 })
  const chunked = await openCheckpoint(directory, { provider: 'cpu', threads: 1, layersPerSession: 1 })
  const compared: (Comparison & OwnComparison)[] = []
  for (const golden of cases)
    compared.push({
      ...(await compareCase(whole, recipe, golden)),
      ...(await compareOwn(whole, chunked, golden)),
    })
  await whole.close()
  await chunked.close()
  return compared
}

export async function compareCase(
  checkpoint: Checkpoint,
  recipe: ImageRecipe,
  golden: Golden,
): Promise<Comparison> {
  const images = golden.pictures.map(([width, height]) => pattern(width, height))
  const visualTokens: VisualTokens[] = []
  for (const image of images) visualTokens.push(await checkpoint.encodeImage(image, images.length))
  const { question, generatedIds, truncated } = golden
  const ours = await checkpoint.generate({ question, visualTokens, maxNewTokens: 16, logits: true })
  const pixels = images.map(image => sha256(applyRecipe(image, recipe, images.length).values))
  return {
    promptEqual: ours.promptText === golden.promptText,
    idsEqual: equal(ours.inputIds, golden.inputIds),
    pixelsEqual: equal(pixels, golden.pixels),
    visualDifference: Math.max(
      0,
      ...golden.visual.map((seen, at) => visualDifference(visualTokens[at], seen)),
    ),
    logitDifference: largestDifference(golden.logits, logitsOf(ours)),
    tokensEqual: equal(ours.generatedIds, generatedIds) && ours.truncated === truncated,
    tokens: generatedIds.length,
  }
}

async function compareOwn(
  whole: Checkpoint,
  chunked: Checkpoint,
  { question, pictures }: Golden,
): Promise<OwnComparison> {
  const visualTokens: VisualTokens[] = []
  for (const [width, height] of pictures)
    visualTokens.push(await whole.encodeImage(pattern(width, height), pictures.length))
  const ask = (checkpoint: Checkpoint, more: Partial<GenerateRequest> = {}) =>
    checkpoint.generate({ question, visualTokens, maxNewTokens: 16, logits: true, ...more })
  const once = await ask(whole)
  const cut = await ask(chunked, { keep: true })
  const { layers, width } = whole.shape.text
  const tokens = Uint32Array.from({ length: once.inputIds.length - 1 }, (_, at) => at + 1)
  let silenceEqual = true
  for (let layer = 0; layer <= layers; layer++) {
    const noise = [{ layer, tokens, rows: new Float32Array(width * tokens.length) }]
    const silent: [Generation, Generation][] = [
      [await ask(whole, { noise }), once],
      [await ask(chunked, { noise }), cut],
      // Sessions of one layer resume where the noise begins.
      [await ask(chunked, { noise, resume: { layer, token: 0 } }), cut],
    ]
    silenceEqual &&= silent.every(
      ([one, clean]) =>
        equal(one.generatedIds, clean.generatedIds) &&
        largestDifference(logitsOf(one), logitsOf(clean)) === 0,
    )
  }
  return {
    chunkedDifference: largestDifference(logitsOf(once), logitsOf(cut)),
    chunkedTokensEqual: equal(once.generatedIds, cut.generatedIds),
    silenceEqual,
  }
}

function visualDifference(ours: VisualTokens | undefined, { count, first, mean }: Golden['visual'][number]) {
  if (ours?.layout.count !== count) return Number.POSITIVE_INFINITY
  const width = ours.rows.length / count
  const kept = first.length / count
  const ourFirst = Float32Array.from(
    first,
    (_, at) => ours.rows[Math.floor(at / kept) * width + (at % kept)] ?? Number.NaN,
  )
  const ourMean = Float32Array.from({ length: width }, (_, column) => {
    let sum = 0
    for (let row = 0; row < count; row++) sum += ours.rows[row * width + column] ?? Number.NaN
    return sum / count
  })
  return Math.max(largestDifference(first, ourFirst), largestDifference(mean, ourMean))
}

function logitsOf({ logits }: Generation): Float32Array {
  if (!logits) throw new Error('logits were asked for and not given')
  return logits
}

function equal<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at])
}
