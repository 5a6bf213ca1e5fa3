import { describe, expect, test } from 'vitest'
import { keyedRandom } from '#lib/statistics/keyed-random'
import { philox4x32 } from '#lib/statistics/philox'
import {
  fixedNoise,
  matchedNoise,
  noiseFactor,
  spreadNoise,
  tokenSquares,
} from '#workers/runtime/layer-noise'
import { uniformNoise } from '#workers/runtime/uniform-noise'

const key = { seed: 3, probe: 'importance', condition: 'layer-0/fixed/seed-3', item: '7' }

describe('uniform noise', () => {
  test('is the words of Philox in ±1, keyed by the first words of the key’s own stream', () => {
    const random = keyedRandom(key)
    const [a, b, c, d] = [random.uint32(), random.uint32(), random.uint32(), random.uint32()]
    const words = Array.from({ length: 3 }, (_, block) => philox4x32([block, 0, c, d], [a, b])).flat()
    const expected = words.map(word => Math.fround((word + 0.5) / 2 ** 31 - 1))
    expect([...uniformNoise(key, 10)]).toEqual(expected.slice(0, 10))
  })

  test('starts alike whatever its length, and differs with every part of the key', () => {
    const ten = uniformNoise(key, 10)
    expect([...uniformNoise(key, 1000).subarray(0, 10)]).toEqual([...ten])
    const others = [{ seed: 4 }, { probe: 'x' }, { condition: 'x' }, { item: '8' }]
    for (const other of others) expect(uniformNoise({ ...key, ...other }, 10)).not.toEqual(ten)
  })

  test('has mean 0 and variance 1/3', () => {
    const values = uniformNoise(key, 200_000)
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length
    const variance = values.reduce((sum, one) => sum + one * one, 0) / values.length
    // Five standard errors.
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(1 / 3 / values.length))
    expect(Math.abs(variance - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / values.length))
    expect(Math.max(...values.subarray(0, 1000).map(Math.abs))).toBeLessThanOrEqual(1)
  })
})

describe('how loud noise is', () => {
  test('fixed is its amplitude; matched has alpha times the root mean square as its deviation', () => {
    expect(noiseFactor({ kind: 'fixed', amplitude: 0.5 }, null, 2)).toBe(0.5)
    // Two tokens of two numbers: squares 1 + 9 and 4 + 2, mean 4, root 2.
    const factor = noiseFactor({ kind: 'matched', alpha: 0.3 }, [10, 6], 2)
    expect(factor).toBeCloseTo(0.3 * 2 * Math.sqrt(3), 12)
    expect(noiseFactor({ kind: 'energy', alpha: 0.3 }, [10, 6], 2)).toBeCloseTo(factor / Math.SQRT2, 12)
  })

  test('matched noise over a stream has that deviation', () => {
    const width = 64
    const stream = Float32Array.from({ length: 40 * width }, (_, at) => 3 * Math.sin(at) + 1)
    const tokens = Uint32Array.from({ length: 20 }, (_, at) => 10 + at)
    const rows = uniformNoise(key, tokens.length * width)
    const noise = { layer: 2, tokens, rows, scale: { kind: 'matched', alpha: 0.3 } as const }
    const spread = spreadNoise([[noise]], { first: 0, count: 40, width }).get(2)
    if (typeof spread !== 'function') throw new Error('matched noise waits for its stream')
    const { values, dims } = spread(stream)
    expect(dims).toEqual([1, 40, width])
    const deviation = (some: Float32Array) =>
      Math.sqrt(some.reduce((sum, one) => sum + one * one, 0) / some.length)
    const part = (some: Float32Array) => some.subarray(10 * width, 30 * width)
    expect(deviation(part(values)) / deviation(part(stream))).toBeCloseTo(0.3, 2)
    expect(values.subarray(0, 10 * width).every(one => one === 0)).toBe(true)
    expect(values.subarray(30 * width).every(one => one === 0)).toBe(true)
    const known = matchedNoise(noise, tokenSquares(new Map([[2, stream]]), width), width)
    expect(fixedNoise([[known]], 40, width).get(2)?.values).toEqual(values)
  })
})

test('noises of one layer are summed, each in its sequence and at the tokens that are read', () => {
  const one = { layer: 1, tokens: Uint32Array.of(5), rows: Float32Array.of(1, 2) }
  const two = { layer: 1, tokens: Uint32Array.of(5, 7), rows: Float32Array.of(10, 20, 30, 40) }
  const read = { first: 5, count: 3, width: 2 }
  const layers = spreadNoise([[one, two], [one]], read)
  expect(layers.get(1)).toEqual({
    values: Float32Array.of(11, 22, 0, 0, 30, 40, 1, 2, 0, 0, 0, 0),
    dims: [2, 3, 2],
  })
  expect(() => spreadNoise([[one]], { ...read, first: 6 })).toThrow(
    'noise on token 5; tokens 6 to 8 are read',
  )
  expect(() => spreadNoise([[{ ...one, tokens: Uint32Array.of(8) }]], read)).toThrow(RangeError)
})
