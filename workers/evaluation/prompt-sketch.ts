import type { NoiseSpan } from '#lib/domain/trial'
import type { PromptOutline } from '#workers/runtime/checkpoint'

/** What a prompt shows of a picture, without its numbers. */
export interface SketchedPicture {
  /** Equal keys have equal visual tokens. */
  readonly key: string
  /** Visual tokens in the prompt. */
  readonly count: number
  /** Which rows of the picture's tokens they are; null: all, in order. */
  readonly rows: Uint32Array | null
  /** First of them that has noise; null: none has. */
  readonly noisy: number | null
}

/** Noise on the residual stream that enters a layer. */
export interface SketchedNoise {
  readonly layer: number
  /** Places in the prompt, ascending; at least one. */
  readonly tokens: Uint32Array
}

/** A prompt without its numbers: enough to know where two prompts begin to differ, and what reading one costs. */
export interface PromptSketch extends Pick<PromptOutline, 'ids' | 'imageToken'> {
  readonly pictures: readonly SketchedPicture[]
  readonly noise: readonly SketchedNoise[]
}

/** Tokens of the prompt. */
export function promptLength({ ids, imageToken, pictures }: Omit<PromptSketch, 'noise'>): number {
  const texts = ids.filter(id => id !== imageToken).length
  return pictures.reduce((sum, { count }) => sum + count, texts)
}

/** Places in the prompt of a span, ascending (measurement 1.8). */
export function spanTokens(prompt: Omit<PromptSketch, 'noise'>, span: NoiseSpan): Uint32Array {
  const { ids, imageToken, pictures } = prompt
  const length = promptLength(prompt)
  const visual: number[] = []
  let at = 0
  let picture = 0
  for (const id of ids) {
    const count = id === imageToken ? (pictures[picture++]?.count ?? 0) : 1
    if (id === imageToken) for (let row = 0; row < count; row++) visual.push(at + row)
    at += count
  }
  if (span === 'visual') return Uint32Array.from(visual)
  const first = span === 'text' ? (visual.at(-1) ?? -1) + 1 : 0
  return Uint32Array.from({ length: length - first }, (_, token) => first + token)
}
