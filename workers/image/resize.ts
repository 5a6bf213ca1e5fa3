import type { ResizeFilter } from '#lib/domain/image-recipe'
import type { RgbImage } from '#lib/domain/rgb-image'
import { precision, type Span, type Taps, tapsOf } from './resize-taps'

/** A part of a picture, in pixels. */
export interface Window {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/**
 * Resizes as Pillow 11 does, to the byte: antialiased, horizontal pass then vertical pass, fixed-point weights, 8-bit
 * rounding between the passes. Only the `window` of the resized picture is computed.
 */
export function resize(
  image: RgbImage,
  width: number,
  height: number,
  filter: ResizeFilter,
  window: Window = { left: 0, top: 0, width, height },
): RgbImage {
  if (width === image.width && height === image.height) return cut(image, window)
  if (filter === 'nearest') return nearest(image, width, height, window)
  const down =
    height === image.height
      ? null
      : tapsOf({ from: image.height, to: height, start: window.top, count: window.height }, filter)
  const rows = down ? rowsRead(down) : { top: window.top, height: window.height }
  const columns = { from: image.width, to: width, start: window.left, count: window.width }
  const wide =
    width === image.width
      ? cut(image, { left: window.left, width: window.width, ...rows })
      : resizeRows(image, rows, tapsOf(columns, filter))
  return down ? resizeColumns(wide, rows.top, down) : wide
}

/** The rows of the picture that the taps read, from the first output position to the last. */
function rowsRead({ first, counts }: Taps): Pick<Window, 'top' | 'height'> {
  const top = first[0] ?? 0
  const last = first.length - 1
  return { top, height: (first[last] ?? 0) + (counts[last] ?? 0) - top }
}

/** The part of a picture that lies in the window, which lies in the picture. */
export function cut(image: RgbImage, { left, top, width, height }: Window): RgbImage {
  if (width === image.width && height === image.height) return image
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    const from = ((y + top) * image.width + left) * 3
    pixels.set(image.pixels.subarray(from, from + width * 3), y * width * 3)
  }
  return { width, height, pixels }
}

/** Pillow adds the step up instead of multiplying, and what falls off the end by that is black. */
function nearest(image: RgbImage, width: number, height: number, window: Window): RgbImage {
  const rows = nearestSources({ from: image.height, to: height, start: window.top, count: window.height })
  const columns = nearestSources({ from: image.width, to: width, start: window.left, count: window.width })
  const pixels = new Uint8Array(window.width * window.height * 3)
  rows.forEach((row, y) => {
    if (row >= image.height) return
    columns.forEach((column, x) => {
      if (column >= image.width) return
      const from = (row * image.width + column) * 3
      pixels.set(image.pixels.subarray(from, from + 3), (y * window.width + x) * 3)
    })
  })
  return { width: window.width, height: window.height, pixels }
}

function nearestSources({ from, to, start, count }: Span): Int32Array {
  const step = from / to
  let at = step * 0.5
  for (let skipped = 0; skipped < start; skipped++) at += step
  return Int32Array.from({ length: count }, () => {
    const source = Math.trunc(at)
    at += step
    return source
  })
}

const half = 2 ** (precision - 1)

/** The rows `top` to `top + height` of the picture, each resized. */
function resizeRows(
  image: RgbImage,
  { top, height }: Pick<Window, 'top' | 'height'>,
  { first, reach, counts, weights }: Taps,
): RgbImage {
  const { pixels } = image
  const width = first.length
  const out = new Uint8Array(width * height * 3)
  const clamped = new Uint8ClampedArray(out.buffer)
  let to = 0
  for (let y = 0; y < height; y++) {
    const row = (y + top) * image.width
    for (let x = 0; x < width; x++) {
      let at = (row + (first[x] ?? 0)) * 3
      let red = half
      let green = half
      let blue = half
      const end = x * reach + (counts[x] ?? 0)
      for (let tap = x * reach; tap < end; tap++) {
        const weight = weights[tap] ?? 0
        red = (red + Math.imul(pixels[at] ?? 0, weight)) | 0
        green = (green + Math.imul(pixels[at + 1] ?? 0, weight)) | 0
        blue = (blue + Math.imul(pixels[at + 2] ?? 0, weight)) | 0
        at += 3
      }
      clamped[to] = red >> precision
      clamped[to + 1] = green >> precision
      clamped[to + 2] = blue >> precision
      to += 3
    }
  }
  return { width, height, pixels: out }
}

/** The picture starts at row `top` of the one that the taps speak of. */
function resizeColumns(image: RgbImage, top: number, { first, reach, counts, weights }: Taps): RgbImage {
  const { width, pixels } = image
  const height = first.length
  const rowBytes = width * 3
  const out = new Uint8Array(rowBytes * height)
  const clamped = new Uint8ClampedArray(out.buffer)
  const sums = new Int32Array(rowBytes)
  for (let y = 0; y < height; y++) {
    sums.fill(half)
    for (let tap = 0; tap < (counts[y] ?? 0); tap++) {
      const weight = weights[y * reach + tap] ?? 0
      const start = ((first[y] ?? 0) - top + tap) * rowBytes
      for (let at = 0; at < rowBytes; at++)
        sums[at] = (sums[at] ?? 0) + Math.imul(pixels[start + at] ?? 0, weight)
    }
    for (let at = 0; at < rowBytes; at++) clamped[y * rowBytes + at] = (sums[at] ?? 0) >> precision
  }
  return { width, height, pixels: out }
}
