import type { RgbImage } from '../../domain/rgb-image'
import type { Saliency } from '../../domain/saliency'
import type { Region } from './variant'

/** Share of the attention that counts as the evidence. */
const heldShare = 0.5

/** The smallest rectangle around the cells that hold half of the attention; ties by lower index. */
export function salientRegion({ grid, mean }: Saliency): Region {
  const order = [...mean.keys()].toSorted((a, b) => mean[b] - mean[a] || a - b)
  const whole = mean.reduce((sum, one) => sum + one, 0)
  let held = 0
  const cells = order.filter(cell => {
    const wanted = held < heldShare * whole
    held += mean[cell]
    return wanted
  })
  const rows = cells.map(cell => Math.floor(cell / grid))
  const columns = cells.map(cell => cell % grid)
  const top = Math.min(...rows)
  const left = Math.min(...columns)
  return {
    left: left / grid,
    top: top / grid,
    width: (Math.max(...columns) + 1 - left) / grid,
    height: (Math.max(...rows) + 1 - top) / grid,
  }
}

/** The picture with a region filled with the mean colour of what is outside of it; whole pixels, edges rounded outwards. */
export function maskRegion({ width, height, pixels }: RgbImage, region: Region): RgbImage {
  const left = Math.floor(region.left * width)
  const top = Math.floor(region.top * height)
  const right = Math.min(width, Math.ceil((region.left + region.width) * width))
  const bottom = Math.min(height, Math.ceil((region.top + region.height) * height))
  const inside = (x: number, y: number) => x >= left && x < right && y >= top && y < bottom
  const sums = [0, 0, 0]
  let outside = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (inside(x, y)) continue
      outside += 1
      for (let channel = 0; channel < 3; channel++) sums[channel] += pixels[(y * width + x) * 3 + channel]
    }
  const fill = sums.map(sum => (outside === 0 ? 128 : Math.round(sum / outside)))
  const masked = Uint8Array.from(pixels)
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) masked.set(fill, (y * width + x) * 3)
  return { width, height, pixels: masked }
}
