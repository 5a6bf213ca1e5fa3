import type { Pinpoint } from './image-recipe'
import type { ImageSize } from './visual-tokens'

/**
 * The resolution that keeps most of the picture's pixels and, among equals, wastes least; the first of equals. Mirrors
 * transformers' `select_best_resolution`.
 */
export function bestPinpoint({ width, height }: ImageSize, pinpoints: readonly Pinpoint[]): Pinpoint {
  let best = pinpoints[0]
  let mostKept = 0
  let leastWaste = Number.POSITIVE_INFINITY
  for (const pinpoint of pinpoints) {
    const [high, wide] = pinpoint
    const scale = Math.min(wide / width, high / height)
    const kept = Math.min(Math.trunc(width * scale) * Math.trunc(height * scale), width * height)
    const waste = high * wide - kept
    if (kept > mostKept || (kept === mostKept && waste < leastWaste)) {
      best = pinpoint
      mostKept = kept
      leastWaste = waste
    }
  }
  if (!best) throw new Error('a recipe that tiles has pinpoints')
  return best
}
