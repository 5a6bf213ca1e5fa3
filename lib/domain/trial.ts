import type { DrawKey } from './draw-key'

/**
 * A trial is one item under one condition: what is changed on the way from the question to the answer, and what is read
 * off at the end. The unions are closed; a new variant is the only change that reaches the engine, and the exhaustive
 * switches there show where.
 */
export type ImageEdit =
  /** The picture and its placeholder leave the prompt; the text stays. */
  | { readonly kind: 'remove' }
  /** Every pixel becomes the picture's mean colour. */
  | { readonly kind: 'blank' }
  /** The first picture of another item of the benchmark, by its place in the file. */
  | { readonly kind: 'other-item'; readonly item: number }
  /** Synthesized from a caption of the picture: the k-th of the benchmark's synthesized set, from 0. */
  | { readonly kind: 'synthesized'; readonly picture: number }
  /** Bicubic resize so that both sides are the nearest multiple of `grid` (at least `grid`). */
  | { readonly kind: 'fit-grid'; readonly grid: number }
  /** `fit-grid`, then the cell at `order[i]` is pasted at place i (row-major, `grid * grid` cells). */
  | { readonly kind: 'shuffle-cells'; readonly grid: number; readonly order: Uint32Array }
  /** These cells of a `grid` x `grid` partition (row-major, nearest neighbour) are filled before normalisation. */
  | {
      readonly kind: 'mask-cells'
      readonly grid: number
      readonly cells: Uint32Array
      readonly fill: 'black' | 'mean'
    }

/** Elementwise uniform noise. Its numbers come from the key alone, so that every checkpoint of a width meets the same. */
export interface NoiseDraw {
  readonly key: DrawKey
  /**
   * `fixed`: uniform in ±amplitude. `matched`: uniform of standard deviation alpha times the root mean square of what it
   * is added to, over the disturbed tokens; `energy`: that divided by the square root of their number.
   */
  readonly scale:
    | { readonly kind: 'fixed'; readonly amplitude: number }
    | { readonly kind: 'matched' | 'energy'; readonly alpha: number }
}

/** Tokens of the prompt that noise is added to. `text` is what follows the last visual token: the question. */
export type NoiseSpan = 'all' | 'visual' | 'text'

export type Intervention =
  | { readonly at: 'image'; readonly edit: ImageEdit }
  /** Row i of the visual tokens becomes row `order[i]` of the projector's output; positions stay with the slot. */
  | { readonly at: 'visual-tokens'; readonly order: Uint32Array }
  /** Only these rows stay, in this order; what follows them moves up. Never empty. */
  | { readonly at: 'visual-tokens'; readonly keep: Uint32Array }
  /** Noise on these rows, as they leave the projector. */
  | { readonly at: 'visual-tokens'; readonly rows: Uint32Array; readonly noise: NoiseDraw }
  /** Noise on the residual stream that enters a layer. */
  | {
      readonly at: 'hidden-state'
      readonly layer: number
      readonly span: NoiseSpan
      readonly noise: NoiseDraw
    }
  /** The text of option i stands under the label of option (i + `turn`) mod n; the gold label follows its text. */
  | { readonly at: 'options'; readonly turn: number }

export type Readout =
  /** Generate greedily until a stop id or the benchmark's limit of new tokens. */
  | { readonly kind: 'generate' }
  /** `generate`, and the log-probability of every option's label as the answer. */
  | { readonly kind: 'generate-and-score-options' }
  /** The class whose name has the largest mean log-probability a token as the answer (`classify.loglik`). */
  | { readonly kind: 'score-classes' }
  /** The class whose prompts an image encoder places nearest to the picture. */
  | { readonly kind: 'zero-shot' }

/** Who is asked: the checkpoint itself, or a relative of it. */
export const trialSubjects = ['checkpoint', 'encoder', 'backbone'] as const
export type TrialSubject = (typeof trialSubjects)[number]

export interface Trial {
  /** The checkpoint where absent. */
  readonly subject?: TrialSubject
  readonly interventions: readonly Intervention[]
  readonly readout: Readout
}
