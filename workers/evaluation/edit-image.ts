import type { RgbImage } from '#lib/domain/rgb-image'
import type { ImageEdit } from '#lib/domain/trial'
import type { ImageSize } from '#lib/domain/visual-tokens'
import { resize } from '#workers/image/resize'

/** An edit that another picture comes with. */
type Replacement = Extract<ImageEdit, { readonly kind: 'other-item' | 'synthesized' }>
/** An edit that the picture itself is enough for. */
export type PixelEdit = Exclude<ImageEdit, Replacement>

/** The picture an image edit leaves; null when it leaves none. */
export function editImage(image: RgbImage, edit: PixelEdit): RgbImage | null {
  switch (edit.kind) {
    case 'remove':
      return null
    case 'blank':
      return { ...image, pixels: filled(image, () => true, meanColour(image)) }
    case 'fit-grid':
      return fitGrid(image, edit.grid)
    case 'shuffle-cells':
      return shuffleCells(fitGrid(image, edit.grid), edit.grid, edit.order)
    case 'mask-cells':
      return maskCells(image, edit)
  }
}

/** The size of the picture that an edit of its own leaves. */
export function editedSize({ width, height }: ImageSize, edit: PixelEdit | null): ImageSize {
  if (edit?.kind === 'fit-grid' || edit?.kind === 'shuffle-cells')
    return { width: nearestMultiple(width, edit.grid), height: nearestMultiple(height, edit.grid) }
  return { width, height }
}

/** Bicubic resize so that both sides are the nearest multiple of the grid, at least the grid (measurement 1.3). */
function fitGrid(image: RgbImage, grid: number): RgbImage {
  const { width, height } = editedSize(image, { kind: 'fit-grid', grid })
  if (width === image.width && height === image.height) return image
  return resize(image, width, height, 'bicubic')
}

function nearestMultiple(side: number, grid: number): number {
  return Math.max(1, Math.round(side / grid)) * grid
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

/** A pixel belongs to the cell that its middle is in (measurement 1.6). */
function maskCells(
  image: RgbImage,
  { grid, cells, fill }: Extract<ImageEdit, { readonly kind: 'mask-cells' }>,
): RgbImage {
  const hidden = new Uint8Array(grid * grid)
  for (const cell of cells) hidden[cell] = 1
  const cellOf = (at: number, side: number) => Math.floor(((at + 0.5) * grid) / side)
  const rows = Uint32Array.from({ length: image.height }, (_, y) => cellOf(y, image.height) * grid)
  const columns = Uint32Array.from({ length: image.width }, (_, x) => cellOf(x, image.width))
  const isHidden = (x: number, y: number) => hidden[(rows[y] ?? 0) + (columns[x] ?? 0)] === 1
  const colour = fill === 'black' ? [0, 0, 0] : meanColour(image)
  return { ...image, pixels: filled(image, isHidden, colour) }
}

function filled(
  { width, height, pixels }: RgbImage,
  chosen: (x: number, y: number) => boolean,
  colour: readonly number[],
): Uint8Array {
  const out = pixels.slice()
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) if (chosen(x, y)) out.set(colour, (y * width + x) * 3)
  return out
}

/** Mean of each channel, rounded. */
function meanColour({ pixels }: RgbImage): number[] {
  const sums = [0, 0, 0]
  for (let at = 0; at < pixels.length; at++) sums[at % 3] = (sums[at % 3] ?? 0) + (pixels[at] ?? 0)
  return sums.map(sum => Math.round((3 * sum) / pixels.length))
}
