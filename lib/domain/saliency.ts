/** How much each cell of a picture stands out, by the attention of an encoder's class token. */
export interface Saliency {
  /** Cells per side. */
  readonly grid: number
  /** [grid * grid], row-major from the top; mean over the heads. */
  readonly mean: Float32Array
  /** The same of head 1 (counted from 0), as IPViT's code reads it; of head 0 where there is one head only. */
  readonly head1: Float32Array
}
