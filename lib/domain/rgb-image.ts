import type { ImageSize } from './visual-tokens'

/** Decoded 8-bit RGB picture, row-major, `pixels.length === width * height * 3`. */
export interface RgbImage extends ImageSize {
  readonly pixels: Uint8Array
}
