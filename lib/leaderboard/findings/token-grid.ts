/** A place in a grid of groups of visual tokens, from 0. */
export interface GridPlace {
  readonly row: number
  readonly column: number
}

/** The place named in `keep/r2c5`. */
export function placeOf(condition: string): GridPlace {
  const [, row, column] = /\br(\d+)c(\d+)\b/.exec(condition) ?? []
  return { row: Number(row), column: Number(column) }
}

/** How many groups a row has. @param places of a whole grid. */
export function columnsOf(places: readonly GridPlace[]): number {
  return 1 + Math.max(...places.map(({ column }) => column))
}

/**
 * Means over the rings of a grid, the outermost first: a ring has one Chebyshev distance to the border (measurement 1.1).
 * @param places of the values, which cover a whole grid.
 */
export function ringMeans(values: ArrayLike<number>, places: readonly GridPlace[]): number[] {
  const rows = 1 + Math.max(...places.map(({ row }) => row))
  const columns = columnsOf(places)
  const rings = Math.ceil(Math.min(rows, columns) / 2)
  const sums = new Float64Array(rings)
  const counts = new Float64Array(rings)
  places.forEach(({ row, column }, at) => {
    const ring = Math.min(row, column, rows - 1 - row, columns - 1 - column)
    sums[ring] += values[at]
    counts[ring]++
  })
  return Array.from(sums, (sum, ring) => sum / counts[ring])
}

/** The places of the rings in their means, the outermost first. */
export function ringsOf(places: readonly GridPlace[]): number[] {
  return [...ringMeans(new Float64Array(places.length), places).keys()]
}

/** Inner ring less outer ring: positive where the middle has more. @param rings of `ringMeans`. */
export function centreMinusEdge(rings: readonly number[]): number {
  return rings[rings.length - 1] - rings[0]
}
