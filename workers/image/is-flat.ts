import type { RgbImage } from '#lib/domain/rgb-image'

/** Whether no colour varies over the picture by as much as one step of a byte (standard deviation). */
export function isFlat({ pixels }: RgbImage): boolean {
  return [0, 1, 2].every(channel => varianceOf(pixels, channel) < 1)
}

function varianceOf(pixels: Uint8Array, channel: number): number {
  let [sum, squares] = [0, 0]
  for (let at = channel; at < pixels.length; at += 3) {
    const value = pixels[at] ?? 0
    sum += value
    squares += value * value
  }
  const count = pixels.length / 3
  return squares / count - (sum / count) ** 2
}
