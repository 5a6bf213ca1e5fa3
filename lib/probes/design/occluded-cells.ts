import type { Random } from '../../statistics/keyed-random'

/** Cells per side that pictures are occluded by: the patches of a ViT-S/16 at 224 pixels (measurement 1.6). */
export const occlusionGrid = 14
const cells = occlusionGrid * occlusionGrid

/** Cells that count mode drops at a ratio: floor(ratio * 196). */
export function droppedCells(ratio: number): number {
  return Math.floor(ratio * cells)
}

/** As many cells as count mode drops, uniformly without replacement. Ascending, as are all lists of cells here. */
export function randomCells(ratio: number, random: Random): Uint32Array {
  return random.permutation(cells).slice(0, droppedCells(ratio)).sort()
}

/** The cells that stand out most, or least; ties by lower index. @param map [196] */
export function rankedCells(map: Float32Array, ratio: number, which: 'most' | 'least'): Uint32Array {
  const sign = which === 'most' ? -1 : 1
  const order = Array.from({ length: cells }, (_, cell) => cell).sort(
    (a, b) => sign * ((map[a] ?? 0) - (map[b] ?? 0)) || a - b,
  )
  return Uint32Array.from(order.slice(0, droppedCells(ratio))).sort()
}

/**
 * Mass mode, as IPViT's code has it: ascending by attention, shares of the sum added up in 32-bit floats; a cell is in
 * front where the sum up to it is over 1 - mass. `front`: those cells; `back`: all others, so that exactly the front stays.
 */
export function massCells(map: Float32Array, mass: number, which: 'front' | 'back'): Uint32Array {
  const order = Array.from({ length: map.length }, (_, cell) => cell).sort(
    (a, b) => (map[a] ?? 0) - (map[b] ?? 0) || a - b,
  )
  const sum = map.reduce((total, value) => Math.fround(total + value), 0)
  const threshold = Math.fround(1 - mass)
  let reached = 0
  const inFront = order.filter(cell => {
    reached = Math.fround(reached + Math.fround((map[cell] ?? 0) / sum))
    return reached > threshold
  })
  const front = new Set(inFront)
  const chosen = which === 'front' ? inFront : order.filter(cell => !front.has(cell))
  return Uint32Array.from(chosen).sort()
}

/**
 * A square map on the occlusion grid: the mean of the given map over each cell, taken as constant on its own cells. The
 * map itself where it has that grid. @param map [grid * grid]
 */
export function resampleMap(map: Float32Array, grid: number): Float32Array {
  if (grid === occlusionGrid) return map
  const shares = Array.from({ length: occlusionGrid }, (_, cell) => overlaps(cell, grid))
  return Float32Array.from({ length: cells }, (_, cell) => {
    const rows = shares[Math.floor(cell / occlusionGrid)] ?? []
    const columns = shares[cell % occlusionGrid] ?? []
    let sum = 0
    for (const [row, height] of rows)
      for (const [column, width] of columns) sum += height * width * (map[row * grid + column] ?? 0)
    return sum
  })
}

/** Cells of the given grid that a cell of the occlusion grid reaches over, each with its share of that cell's length. */
function overlaps(cell: number, grid: number): (readonly [number, number])[] {
  // In units of 1 / (14 * grid) of the side: all bounds are whole numbers.
  const start = cell * grid
  const end = start + grid
  const first = Math.floor(start / occlusionGrid)
  const last = Math.ceil(end / occlusionGrid)
  return Array.from({ length: last - first }, (_, before) => {
    const source = first + before
    const length = Math.min(end, (source + 1) * occlusionGrid) - Math.max(start, source * occlusionGrid)
    return [source, length / grid] as const
  })
}
