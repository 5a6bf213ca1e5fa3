/** Filters of Pillow that image processors use. */
export type ResizeFilter = 'nearest' | 'box' | 'bilinear' | 'hamming' | 'bicubic' | 'lanczos'

/** Red, green, blue. */
export type Colour = readonly [number, number, number]

/** A resolution a picture may be cut into tiles at, in the order in which configs write it. */
export type Pinpoint = readonly [height: number, width: number]

/**
 * What a checkpoint's image processor does, in this order; a null step is left out. A recipe that tiles cuts first, and
 * every cut then takes the other steps on its own.
 */
export interface ImageRecipe {
  readonly tiling: Tiling
  /** Colour (bytes) of the bars that make the picture square, the picture in the middle. */
  readonly squarePad: Colour | null
  readonly resize: { readonly filter: ResizeFilter; readonly to: ResizeTarget } | null
  readonly centreCrop: { readonly width: number; readonly height: number } | null
  readonly rescale: number
  readonly mean: Colour
  readonly std: Colour
}

/**
 * `whole`: the picture is one tile. `anyres` (LLaVA-NeXT): the whole picture squeezed to `base`, then the picture fitted
 * into the best of the `pinpoints` on black and cut into square tiles, row by row.
 */
export type Tiling =
  | { readonly kind: 'whole' }
  | {
      readonly kind: 'anyres'
      readonly pinpoints: readonly Pinpoint[]
      /** Side of a tile in pixels; every pinpoint is a multiple of it. */
      readonly tileSize: number
      readonly base: { readonly width: number; readonly height: number }
      readonly filter: ResizeFilter
      /**
       * Where several pictures in one prompt are not cut (LLaVA-OneVision): the colour (bytes) that makes each of them
       * square. Null where they are cut like a single one.
       */
      readonly squarePadOfSeveral: Colour | null
    }

/** `shortest-edge`: the shorter side becomes `pixels`, the longer one keeps the shape, rounded down. */
export type ResizeTarget =
  | { readonly kind: 'shortest-edge'; readonly pixels: number }
  | { readonly kind: 'exact'; readonly width: number; readonly height: number }
