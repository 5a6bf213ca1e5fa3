import { describe, expect, test } from 'vitest'
import { cosine, zeroShot } from '#workers/runtime/zero-shot'

const of = (...values: number[]) => Float32Array.from(values)

describe('cosine', () => {
  test('does not see lengths', () => {
    expect(cosine(of(3, 4), of(6, 8))).toBeCloseTo(1, 12)
    expect(cosine(of(1, 0), of(0, 5))).toBe(0)
    expect(cosine(of(1, 1), of(-2, -2))).toBeCloseTo(-1, 12)
  })

  test('refuses embeddings of two widths', () => {
    expect(() => cosine(of(1), of(1, 2))).toThrow('embeddings of 1 and of 2 numbers')
  })
})

test('softmax shares one among the texts, sigmoid judges each alone', () => {
  const texts = [of(1, 0), of(0, 1), of(-1, 0)]
  const scaled = { scale: Math.log(2), bias: 0.5 }
  const clip = zeroShot(of(2, 0), texts, { ...scaled, probabilities: 'softmax' })
  expect([...clip.logits]).toEqual([2.5, 0.5, -1.5])
  const weights = [2.5, 0.5, -1.5].map(Math.exp)
  const sum = weights.reduce((a, b) => a + b)
  clip.probabilities.forEach((share, at) => {
    expect(share).toBeCloseTo((weights[at] ?? 0) / sum, 6)
  })
  const siglip = zeroShot(of(2, 0), texts, { ...scaled, probabilities: 'sigmoid' })
  expect(siglip.probabilities[1]).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 6)
})

test('logits that are large stay finite', () => {
  const { probabilities } = zeroShot(of(1), [of(1), of(-1)], {
    scale: Math.log(1e4),
    bias: 0,
    probabilities: 'softmax',
  })
  expect([...probabilities]).toEqual([1, 0])
})
