import type { ImageSize } from '#lib/domain/visual-tokens'

export interface Grid {
  readonly rows: number
  readonly columns: number
}

/**
 * The part of a grid over a padded picture that saw the picture itself. Mirrors transformers' `unpad_image`: rounded to
 * seven decimals, then down, and the same number of patches leaves on both sides.
 */
export function unpadded(grid: Grid, { width, height }: ImageSize): Grid & { top: number; left: number } {
  if (width / height > grid.columns / grid.rows) {
    const seen = Math.trunc(Number((height * (grid.columns / width)).toFixed(7)))
    const top = Math.floor((grid.rows - seen) / 2)
    return { rows: grid.rows - 2 * top, columns: grid.columns, top, left: 0 }
  }
  const seen = Math.trunc(Number((width * (grid.rows / height)).toFixed(7)))
  const left = Math.floor((grid.columns - seen) / 2)
  return { rows: grid.rows, columns: grid.columns - 2 * left, top: 0, left }
}

/**
 * The two inputs of an output position and their weights, as torch's `interpolate(mode='bilinear')` has them in fp32
 * (`align_corners=False`, no antialias).
 */
export function linearTaps(from: number, to: number): (out: number, tap: number) => [number, number] {
  const scale = Math.fround(from / to)
  return (out, tap) => {
    const centre = Math.max(0, Math.fround(Math.fround(scale * Math.fround(out + 0.5)) - 0.5))
    const first = Math.min(Math.trunc(centre), from - 1)
    const share = Math.min(1, Math.fround(centre - first))
    return tap === 0 ? [first, Math.fround(1 - share)] : [Math.min(first + 1, from - 1), share]
  }
}

/** Python's `a // b` for positive floats: the floor of the exact quotient, not of the rounded one. */
export function floorQuotient(a: number, b: number): number {
  const quotient = (a - (a % b)) / b
  const floor = Math.floor(quotient)
  return quotient - floor > 0.5 ? floor + 1 : floor
}
