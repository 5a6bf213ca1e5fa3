import { expect, test } from 'vitest'
import { keyedRandom } from '#lib/statistics/keyed-random'
import { innerProducts, type Matrix, multiplyByTransposed } from '#lib/statistics/matrix-product'

const random = keyedRandom({ seed: 0, probe: 'test', condition: 'matrix-product', item: '' })
const madeMatrix = (rows: number, width: number): Matrix => ({
  rows,
  width,
  values: Float64Array.from({ length: rows * width }, () => random.below(2001) / 1000 - 1),
})

function naive(a: Matrix, b: Matrix): number[] {
  return Array.from({ length: a.rows * b.rows }, (_, at) => {
    const row = Math.floor(at / b.rows)
    return Array.from({ length: a.width }, (_, column) => {
      const left = a.values[row * a.width + column] ?? 0
      return left * (b.values[(at % b.rows) * b.width + column] ?? 0)
    }).reduce((sum, value) => sum + value, 0)
  })
}

test.each([
  { rows: 1, others: 1, width: 1 },
  { rows: 3, others: 6, width: 5 },
  { rows: 9, others: 4, width: 41 },
])('multiplies $rows rows with $others of width $width', ({ rows, others, width }) => {
  const a = madeMatrix(rows, width)
  const b = madeMatrix(others, width)
  const product = multiplyByTransposed(a, b)
  expect(product.length).toBe(rows * others)
  naive(a, b).forEach((value, at) => {
    expect(product[at]).toBeCloseTo(value, 12)
  })
})

test('inner products are the product with itself, bit for bit', () => {
  const a = madeMatrix(7, 13)
  expect(innerProducts(a)).toEqual(multiplyByTransposed(a, a))
})

test('equal rows have equal products, wherever they stand', () => {
  const a = madeMatrix(6, 31)
  const row = Array.from({ length: 31 }, (_, column) => a.values[column] ?? 0)
  const b = madeMatrix(9, 31)
  const values = Float64Array.from(b.values)
  for (const place of [0, 5, 8]) values.set(row, place * 31)
  const product = multiplyByTransposed(a, { ...b, values })
  for (let at = 0; at < 6; at++) {
    expect(product[at * 9 + 5]).toBe(product[at * 9])
    expect(product[at * 9 + 8]).toBe(product[at * 9])
  }
})

test('without a row, or without a column, is empty or 0', () => {
  expect(innerProducts({ rows: 0, width: 3, values: [] })).toEqual(new Float64Array(0))
  expect(innerProducts({ rows: 2, width: 0, values: [] })).toEqual(new Float64Array(4))
})
