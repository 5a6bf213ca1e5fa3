import { expect, test } from 'vitest'
import { seedString } from '#lib/domain/synthesizer'
import { sha256 } from '#test/image/pattern'
import { keyedNormals, noiseKey } from '#workers/runtime/text-to-image/noise'

const demo = 'synth-noise/1|seed=0|item=demo|image=0'

test('a key has one string', () => {
  expect(seedString({ seed: 0, item: 'demo', image: 0 })).toBe(demo)
})

test('the string has one key', () => {
  expect(noiseKey(demo)).toEqual([0x370bd03c, 0xd09b5594])
})

test('normals of the key of zeros', () => {
  const expected = [
    0.99113768, -0.92466259, -0.61760896, -0.4820686, -0.15363823, 0.1808259, 0.83173513, 0.19743972,
  ]
  for (const [at, value] of keyedNormals([0, 0], 8).entries()) expect(value).toBeCloseTo(expected[at] ?? 0, 7)
})

test('normals of a string, to the bit', () => {
  const values = keyedNormals(noiseKey(demo), 16384)
  const first = [-1.47339034, -1.17453325, 0.52864152, 0.57651031, 2.09463835, -1.29677272]
  for (const [at, value] of first.entries()) expect(values[at]).toBeCloseTo(value, 7)
  expect(sha256(values)).toBe('5e7b9481c38bf9b7134fb546c1497808fb863561a0bf024dd1018af3ef0ed295')
})

test('no number depends on how many are drawn', () => {
  const many = keyedNormals([1, 2], 64)
  for (const length of [1, 2, 3, 4, 5, 63])
    expect(keyedNormals([1, 2], length)).toEqual(many.slice(0, length))
})

test('an overlong draw is finite and normal', () => {
  const values = keyedNormals([7, 7], 20_000)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length
  expect(Math.abs(mean)).toBeLessThan(0.03)
  expect(Math.abs(variance - 1)).toBeLessThan(0.05)
  expect(values.every(Number.isFinite)).toBe(true)
})
