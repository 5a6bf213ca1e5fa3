/** A matrix, row after row: element (row, column) lies at `row * width + column`. */
export interface Matrix {
  readonly rows: number
  readonly width: number
  readonly values: ArrayLike<number>
}

/**
 * The products of all rows of one matrix with all rows of another: A Bᵀ. The packages there are take three times as long
 * (ml-matrix) or more than twice (@stdlib/blas) for a board of 1,000 checkpoints; four rows by four at a time keep the
 * sums in registers. Each element is summed from the first column to the last, whatever stands beside it, so that equal
 * rows have equal products. @param a, b of equal width. Returns `[a.rows][b.rows]`.
 */
export function multiplyByTransposed(a: Matrix, b: Matrix): Float64Array {
  const product = new Float64Array(a.rows * b.rows)
  const left = packRows(a)
  const right = packRows(b)
  for (let row = 0; row < a.rows; row += 4)
    for (let column = 0; column < b.rows; column += 4)
      copyTile(multiplyTile(left, row, right, column, a.width), product, row, a.rows, column, b.rows)
  return product
}

/** A Aᵀ: the inner products of all pairs of rows, each pair computed once. Returns `[a.rows][a.rows]`. */
export function innerProducts(a: Matrix): Float64Array {
  const { rows, width } = a
  const product = new Float64Array(rows * rows)
  const packed = packRows(a)
  for (let row = 0; row < rows; row += 4)
    for (let column = row; column < rows; column += 4)
      copyTile(multiplyTile(packed, row, packed, column, width), product, row, rows, column, rows)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < row; column++)
      product[row * rows + column] = product[column * rows + row] ?? 0
  return product
}

/** Interleaves rows by fours, the last block filled up with zeros: `[rows / 4][width][4]`. */
function packRows({ rows, width, values }: Matrix): Float64Array {
  const packed = new Float64Array(Math.ceil(rows / 4) * 4 * width)
  for (let row = 0; row < rows; row++) {
    const from = row * width
    const to = (row - (row % 4)) * width + (row % 4)
    for (let column = 0; column < width; column++) packed[to + 4 * column] = values[from + column] ?? 0
  }
  return packed
}

const tile = new Float64Array(16)

/** The 4 × 4 products of two packed blocks, in `tile`. @param row, column multiples of 4. */
function multiplyTile(a: Float64Array, row: number, b: Float64Array, column: number, width: number) {
  let [s00, s01, s02, s03] = [0, 0, 0, 0]
  let [s10, s11, s12, s13] = [0, 0, 0, 0]
  let [s20, s21, s22, s23] = [0, 0, 0, 0]
  let [s30, s31, s32, s33] = [0, 0, 0, 0]
  const end = (row + 4) * width
  for (let p = row * width, q = column * width; p < end; p += 4, q += 4) {
    const a0 = a[p] ?? 0
    const a1 = a[p + 1] ?? 0
    const a2 = a[p + 2] ?? 0
    const a3 = a[p + 3] ?? 0
    const b0 = b[q] ?? 0
    const b1 = b[q + 1] ?? 0
    const b2 = b[q + 2] ?? 0
    const b3 = b[q + 3] ?? 0
    s00 += a0 * b0
    s01 += a0 * b1
    s02 += a0 * b2
    s03 += a0 * b3
    s10 += a1 * b0
    s11 += a1 * b1
    s12 += a1 * b2
    s13 += a1 * b3
    s20 += a2 * b0
    s21 += a2 * b1
    s22 += a2 * b2
    s23 += a2 * b3
    s30 += a3 * b0
    s31 += a3 * b1
    s32 += a3 * b2
    s33 += a3 * b3
  }
  tile.set([s00, s01, s02, s03, s10, s11, s12, s13, s20, s21, s22, s23, s30, s31, s32, s33])
  return tile
}

function copyTile(
  from: Float64Array,
  to: Float64Array,
  row: number,
  rows: number,
  column: number,
  width: number,
): void {
  const columns = Math.min(4, width - column)
  for (let y = 0; y < 4 && row + y < rows; y++)
    for (let x = 0; x < columns; x++) to[(row + y) * width + column + x] = from[4 * y + x] ?? 0
}
