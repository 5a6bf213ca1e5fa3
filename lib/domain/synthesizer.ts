import type { RgbImage } from './rgb-image'

/** One picture to be drawn from a caption. Equal requests of one synthesizer give equal pictures. */
export interface SynthesisRequest {
  readonly caption: string
  /** Index of the seed, a whole number from 0. */
  readonly seed: number
  /** Id of the item that the picture stands for: part of what its noise is keyed by. */
  readonly item: string
  /** Which of the item's pictures, from 0. */
  readonly image: number
  /** Pixels. */
  readonly width: number
  readonly height: number
}

/** A setting of the model's files that was not followed, and what was taken in its place. */
export interface SynthesizerOverride {
  readonly key: string
  readonly from: string
  readonly to: string
}

/** How random numbers are keyed: `synth-noise/1|seed=…|item=…|image=…`, hashed by SHA-256. */
export const seedRecipe = 'synth-noise/1'

export function seedString({ seed, item, image }: Pick<SynthesisRequest, 'seed' | 'item' | 'image'>): string {
  return `${seedRecipe}|seed=${seed}|item=${item}|image=${image}`
}

/** Everything but the request that decides a picture; plain data, to be hashed and shown. */
export type SynthesizerIdentity =
  | {
      readonly kind: 'diffusers-onnx'
      /** SHA-256 of every file that decides a picture, by its path in the model's folder. */
      readonly files: Readonly<Record<string, string>>
      /** Pictures agree to the bit within one provider and one version of the runtime only. */
      readonly provider: string
      readonly runtime: string
      readonly steps: number
      /** Pixels, where a request leaves the choice to the model. */
      readonly size: { readonly width: number; readonly height: number }
      readonly guidance: number
      readonly overrides: readonly SynthesizerOverride[]
      readonly seedRecipe: string
      /** What becomes of a caption that is too long: its head is read. */
      readonly truncation: 'head'
      readonly batch: number
      /** A replacement of the decoder that the manifest declares. */
      readonly vae: string | null
    }
  | {
      readonly kind: 'images-api'
      readonly url: string
      readonly model: string
      /** Further fields of every call. */
      readonly extra: Readonly<Record<string, string | number>>
      /** Null: the server draws its own. */
      readonly seedRecipe: string | null
    }

/** What one tokenizer made of a caption. Counts include the begin and the end token, not the padding. */
export interface CaptionTokens {
  readonly full: number
  readonly kept: number
  readonly droppedIds: readonly number[]
  readonly droppedText: string
}

/** `unknown`: the server does not say what it read. */
export type Truncation =
  | 'unknown'
  | {
      readonly truncated: boolean
      readonly policy: 'head'
      readonly tokenizers: readonly [CaptionTokens, CaptionTokens]
    }

/** How a picture came about. `stageMs` is the only part that another run may have otherwise. */
export interface SynthesisRecord {
  readonly seedString: string
  /** SHA-256 of the first latents, [C, h, w] little-endian float32; null where the server drew its own. */
  readonly noiseHash: string | null
  /** SHA-256 of `pixels`. */
  readonly pixelHash: string
  readonly truncation: Truncation
  /** The caption that the server drew in place of the given one; null where it kept it. */
  readonly revisedPrompt: string | null
  /** The size that was asked for, where the picture has another. */
  readonly sizeAsked: { readonly width: number; readonly height: number } | null
  /** Wall time of each stage. */
  readonly stageMs: Readonly<Record<string, number>>
}

/**
 * `refused`: the caption was not let through. `not-finite`: the computation overflowed. `flat`: every pixel has one colour.
 * `unusable`: the server cannot draw this caption, and says so.
 */
export type NoPictureReason = 'refused' | 'not-finite' | 'flat' | 'unusable'

export interface SynthesizedImage {
  readonly kind: 'image'
  readonly image: RgbImage
  readonly record: SynthesisRecord
}

/** This caption has no picture; the item leaves both arms of the comparison, and is counted. */
export interface NoPicture {
  readonly kind: 'no-picture'
  readonly reason: NoPictureReason
  readonly said: string
}

/** Draws pictures from captions. */
export interface Synthesizer {
  readonly identity: SynthesizerIdentity
  /** @throws Refusal where no caption will have a picture any more, or the size cannot be drawn. */
  synthesize(request: SynthesisRequest): Promise<SynthesizedImage | NoPicture>
  close(): Promise<void>
}
