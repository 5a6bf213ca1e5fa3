/** Filters of Pillow that image processors use. */
export type ResizeFilter = 'bilinear' | 'bicubic'

/** What a checkpoint's image processor does, in this order; a null step is left out. */
export interface ImageRecipe {
  readonly resize: { readonly filter: ResizeFilter; readonly to: ResizeTarget } | null
  readonly centreCrop: { readonly width: number; readonly height: number } | null
  readonly rescale: number
  readonly mean: readonly [number, number, number]
  readonly std: readonly [number, number, number]
}

export type ResizeTarget =
  | { readonly kind: 'shortest-edge'; readonly pixels: number }
  | { readonly kind: 'exact'; readonly width: number; readonly height: number }
