import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { decodeImage } from '#workers/image/decode'
import { applyRecipe } from '#workers/image/recipe'
import type { VisualTokens } from '#workers/runtime/checkpoint'
import { compileCheckpoint } from '#workers/runtime/compile-checkpoint'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'

const goldenFile = z.object({
  weights: z.record(z.string(), z.string()),
  cases: z.array(
    z.object({
      image: z.string().nullable(),
      question: z.string(),
      promptText: z.string(),
      inputIds: z.array(z.int()),
      pixelsSha256: z.string().nullable(),
      logits: z.array(z.number()),
      generatedIds: z.array(z.int()),
      truncated: z.boolean(),
    }),
  ),
})

/** How far one answer of ours lies from transformers'. */
export interface Comparison {
  readonly question: string
  readonly promptEqual: boolean
  readonly idsEqual: boolean
  /** Null where the case has no picture. */
  readonly pixelsEqual: boolean | null
  /** Largest absolute difference of the last prompt position's logits. */
  readonly logitDifference: number
  readonly tokensEqual: boolean
  readonly tokens: number
}

/** Answers every case of a golden file with our engine. @param directory the checkpoint the goldens were made of. */
export async function compareGoldens(directory: string, goldens: string): Promise<Comparison[]> {
  const { cases, weights } = goldenFile.parse(JSON.parse(readFileSync(goldens, 'utf8')))
  checkWeights(directory, weights)
  const { compiled } = compileCheckpoint(directory)
  const checkpoint = await openCheckpoint(directory, { provider: 'cpu', threads: 1 })
  const compared: Comparison[] = []
  for (const golden of cases) {
    const image = golden.image === null ? null : await decodeImage(Buffer.from(golden.image, 'base64'))
    const visualTokens: VisualTokens[] = image ? [await checkpoint.encodeImage(image)] : []
    const ours = await checkpoint.generate({
      question: golden.question,
      visualTokens,
      maxNewTokens: 16,
      logits: true,
    })
    compared.push({
      question: golden.question,
      promptEqual: ours.promptText === golden.promptText,
      idsEqual: equal(ours.inputIds, golden.inputIds),
      pixelsEqual: image && sha256(applyRecipe(image, compiled.image).values) === golden.pixelsSha256,
      logitDifference: Math.max(
        ...golden.logits.map((logit, at) => Math.abs(logit - (ours.logits?.[at] ?? Number.NaN))),
      ),
      tokensEqual: equal(ours.generatedIds, golden.generatedIds) && ours.truncated === golden.truncated,
      tokens: golden.generatedIds.length,
    })
  }
  await checkpoint.close()
  return compared
}

function checkWeights(directory: string, weights: Record<string, string>): void {
  for (const [file, expected] of Object.entries(weights)) {
    const found = createHash('sha256')
      .update(readFileSync(`${directory}/${file}`))
      .digest('hex')
    if (found !== expected) throw new Error(`${directory}/${file} is not the file its goldens were made of`)
  }
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at])
}

function sha256(values: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex')
}
