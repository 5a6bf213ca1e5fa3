/** Width and height in pixels. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

/**
 * A rectangle of patch tokens inside the sequence of visual tokens.
 * `tokens[row * columns + column]` is the index of that patch in the sequence, so separators
 * (row newlines) may stand between the rows without belonging to any block.
 */
export interface VisualTokenBlock {
  /** `base`: the whole image in one crop; `tiles`: the packed high-resolution grid. */
  readonly kind: 'base' | 'tiles'
  readonly rows: number
  readonly columns: number
  readonly tokens: Uint32Array
}

/** Where each visual token of one image comes from, in sequence order. */
export interface VisualTokenLayout {
  /** Tokens an image occupies in the prompt, separators included. */
  readonly count: number
  readonly blocks: readonly VisualTokenBlock[]
}
