/**
 * A trial is one item under one condition: what is changed on the way from the picture to the answer,
 * and what is read off at the end. Both unions are closed; a new variant is the only change that
 * reaches the engine, and the exhaustive switches there show where.
 */
export type ImageEdit =
  /** The picture and its placeholder leave the prompt; the text stays. */
  | { readonly kind: 'remove' }
  /** Bicubic resize so that both sides are the nearest multiple of `grid` (at least `grid`). */
  | { readonly kind: 'fit-grid'; readonly grid: number }
  /** `fit-grid`, then the cell at `order[i]` is pasted at place i (row-major, `grid * grid` cells). */
  | { readonly kind: 'shuffle-cells'; readonly grid: number; readonly order: Uint32Array }

export type Intervention =
  | { readonly at: 'image'; readonly edit: ImageEdit }
  /** Row i of the visual tokens becomes row `order[i]` of the projector's output; positions stay with the slot. */
  | { readonly at: 'visual-tokens'; readonly order: Uint32Array }

/** Generate greedily until a stop id or the benchmark's limit of new tokens. */
export type Readout = { readonly kind: 'generate' }

export interface Trial {
  readonly interventions: readonly Intervention[]
  readonly readout: Readout
}
