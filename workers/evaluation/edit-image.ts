import type { RgbImage } from '#lib/domain/rgb-image'
import type { ImageEdit } from '#lib/domain/trial'
import { resize } from '#workers/image/resize'

/** The picture an image edit leaves; null when it leaves none. */
export function editImage(image: RgbImage, edit: ImageEdit): RgbImage | null {
  switch (edit.kind) {
    case 'remove':
      return null
    case 'fit-grid':
      return fitGrid(image, edit.grid)
    case 'shuffle-cells':
      return shuffleCells(fitGrid(image, edit.grid), edit.grid, edit.order)
  }
}

/** Bicubic resize so that both sides are the nearest multiple of the grid, at least the grid (measurement 1.3). */
function fitGrid(image: RgbImage, grid: number): RgbImage {
  const nearest = (side: number) => Math.max(1, Math.round(side / grid)) * grid
  const width = nearest(image.width)
  const height = nearest(image.height)
  if (width === image.width && height === image.height) return image
  return resize(image, width, height, 'bicubic')
}

/** The cell at `order[i]` is pasted at place i, row-major. */
function shuffleCells(image: RgbImage, grid: number, order: Uint32Array): RgbImage {
  const cellWidth = image.width / grid
  const cellHeight = image.height / grid
  const rowBytes = image.width * 3
  const pixels = new Uint8Array(image.pixels.length)
  order.forEach((source, place) => {
    const from = { x: (source % grid) * cellWidth, y: Math.floor(source / grid) * cellHeight }
    const to = { x: (place % grid) * cellWidth, y: Math.floor(place / grid) * cellHeight }
    for (let row = 0; row < cellHeight; row++) {
      const start = (from.y + row) * rowBytes + from.x * 3
      pixels.set(image.pixels.subarray(start, start + cellWidth * 3), (to.y + row) * rowBytes + to.x * 3)
    }
  })
  return { width: image.width, height: image.height, pixels }
}
