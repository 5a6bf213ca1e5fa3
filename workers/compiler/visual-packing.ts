import { bestPinpoint } from '#lib/domain/best-pinpoint'
import type { Pinpoint } from '#lib/domain/image-recipe'
import { Refusal } from '#lib/domain/refusal'
import type { ImageSize, VisualTokenBlock, VisualTokenLayout } from '#lib/domain/visual-tokens'
import { floorQuotient, type Grid, linearTaps, unpadded } from './visual-grid'

/**
 * Where each visual token of a picture comes from. Token i is the sum over t < taps of weights[i · taps + t] times
 * row sources[i · taps + t] of the tower's projected output [tiles · rowsPerTile, width], base first. The row after
 * the last one is the newline embedding.
 */
export interface VisualPacking {
  readonly layout: VisualTokenLayout
  /** Tiles that the tower is given, the base among them. */
  readonly tiles: number
  readonly rowsPerTile: number
  /** [layout.count, taps] */
  readonly sources: Int32Array
  /** [layout.count, taps]; null where every token is one row as it is. */
  readonly weights: Float32Array | null
  readonly taps: number
}

/** How a picture of any size becomes visual tokens (LLaVA-NeXT, LLaVA-OneVision). */
export interface AnyresOptions {
  readonly pinpoints: readonly Pinpoint[]
  /** Side of a tile in pixels. */
  readonly tileSize: number
  /** Patches per side of a tile; a tile is grid² rows, with no class token among them. */
  readonly grid: number
  /** A picture of more than 1.1² × this many tiles is shrunk to them (`anyres_max_9`); null: never. */
  readonly maxTiles: number | null
  /** Whether every row of the tiles' grid ends in the newline embedding. */
  readonly newline: boolean
}

/** Tiles of a picture without the base, as rows × columns of tiles. */
export function tilesOf(size: ImageSize, options: Pick<AnyresOptions, 'pinpoints' | 'tileSize'>): Grid {
  const [height, width] = bestPinpoint(size, options.pinpoints)
  return { rows: Math.floor(height / options.tileSize), columns: Math.floor(width / options.tileSize) }
}

/**
 * The base, then the tiles joined to one grid, without the patches that only saw padding, row by row. Mirrors
 * transformers' `pack_image_features`, its rounding included: an odd patch of padding stays.
 * @throws Refusal `bad-image` where a picture is so thin that shrinking leaves nothing of it.
 */
export function anyresPacking(size: ImageSize, options: AnyresOptions): VisualPacking {
  const { grid, maxTiles, newline } = options
  const tiling = tilesOf(size, options)
  const rowsPerTile = grid * grid
  const tiles = tiling.rows * tiling.columns + 1
  const whole = { rows: tiling.rows * grid, columns: tiling.columns * grid }
  const seen = unpadded(whole, size)
  const shrunk = maxTiles === null ? null : shrink(seen, maxTiles * rowsPerTile)
  const kept = shrunk ?? seen
  if (shrunk && shrunk.rows * shrunk.columns === 0)
    throw new Refusal(
      'bad-image',
      `a picture of ${size.width} x ${size.height} would shrink to ${shrunk.rows} x ${shrunk.columns} visual tokens`,
    )
  /** Row of the tower's output for a patch of the kept part of the joined grid. */
  const rowOf = (y: number, x: number) => {
    const row = y + seen.top
    const column = x + seen.left
    const tile = 1 + Math.floor(row / grid) * tiling.columns + Math.floor(column / grid)
    return tile * rowsPerTile + (row % grid) * grid + (column % grid)
  }
  const taps = shrunk ? 4 : 1
  const stride = kept.columns + (newline ? 1 : 0)
  const count = rowsPerTile + kept.rows * stride
  const sources = new Int32Array(count * taps)
  const weights = shrunk ? new Float32Array(count * taps) : null
  const put = (token: number, tap: number, source: number, weight: number) => {
    sources[token * taps + tap] = source
    if (weights) weights[token * taps + tap] = weight
  }
  for (let row = 0; row < rowsPerTile; row++) put(row, 0, row, 1)
  const vertical = linearTaps(seen.rows, kept.rows)
  const horizontal = linearTaps(seen.columns, kept.columns)
  for (let y = 0; y < kept.rows; y++) {
    const first = rowsPerTile + y * stride
    for (let x = 0; x < kept.columns; x++) {
      if (!shrunk) {
        put(first + x, 0, rowOf(y, x), 1)
        continue
      }
      for (const down of [0, 1])
        for (const across of [0, 1]) {
          const [fromY, weightY] = vertical(y, down)
          const [fromX, weightX] = horizontal(x, across)
          put(first + x, down * 2 + across, rowOf(fromY, fromX), weightY * weightX)
        }
    }
    if (newline) put(first + kept.columns, 0, tiles * rowsPerTile, 1)
  }
  const layout = {
    count,
    blocks: [
      block('base', { rows: grid, columns: grid }, 0, grid),
      block('tiles', kept, rowsPerTile, stride),
    ],
  }
  return { layout, tiles, rowsPerTile, sources, weights, taps }
}

/**
 * One tile as it is: LLaVA-1.5, and each picture of several in LLaVA-OneVision. `classTokenFirst` keeps the tower's
 * class token in front (strategy `full` with CLIP); `newlineLast` ends the picture in the newline embedding.
 */
export function wholePacking(grid: number, classTokenFirst: boolean, newlineLast = false): VisualPacking {
  const first = classTokenFirst ? 1 : 0
  const rowsPerTile = grid * grid + first
  const count = rowsPerTile + (newlineLast ? 1 : 0)
  return {
    layout: { count, blocks: [block('base', { rows: grid, columns: grid }, first, grid)] },
    tiles: 1,
    rowsPerTile,
    sources: Int32Array.from({ length: count }, (_, row) => row),
    weights: null,
    taps: 1,
  }
}

/**
 * The visual tokens [layout.count, width] out of the tower's projected output [tiles · rowsPerTile, width] and the
 * newline embedding [width].
 */
export function pack(
  { layout, tiles, rowsPerTile, sources, weights, taps }: VisualPacking,
  rows: Float32Array,
  newline: Float32Array | null,
  width: number,
): Float32Array {
  const last = tiles * rowsPerTile
  if (rows.length !== last * width)
    throw new Error(`${rows.length} values of visual tokens; ${last} rows of ${width} expected`)
  const row = (source: number) => {
    if (source < last) return rows.subarray(source * width, (source + 1) * width)
    if (!newline) throw new Error('the packing has newlines and the checkpoint has no embedding of one')
    return newline
  }
  const out = new Float32Array(layout.count * width)
  for (let token = 0; token < layout.count; token++) {
    const start = token * width
    if (!weights) {
      out.set(row(sources[token] ?? 0), start)
      continue
    }
    for (let tap = token * taps; tap < (token + 1) * taps; tap++) {
      const weight = weights[tap] ?? 0
      if (weight === 0) continue
      const from = row(sources[tap] ?? 0)
      for (let at = 0; at < width; at++) out[start + at] = (out[start + at] ?? 0) + weight * (from[at] ?? 0)
    }
  }
  return out
}

/** transformers' `anyres_max_N`: null where the grid is close enough to the bound, or under it. */
function shrink({ rows, columns }: Grid, most: number): Grid | null {
  const ratio = Math.sqrt((rows * columns) / most)
  return ratio > 1.1 ? { rows: floorQuotient(rows, ratio), columns: floorQuotient(columns, ratio) } : null
}

function block(
  kind: VisualTokenBlock['kind'],
  { rows, columns }: Grid,
  first: number,
  stride: number,
): VisualTokenBlock {
  const tokens = Uint32Array.from(
    { length: rows * columns },
    (_, at) => first + Math.floor(at / columns) * stride + (at % columns),
  )
  return { kind, rows, columns, tokens }
}
