import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { largestDifference } from '#scripts/goldens/difference'
import { packedFloats } from '#scripts/goldens/language-model-goldens'
import { alibiSlopes } from '#workers/compiler/language-models/bloom'
import { makeRope, ropeSettings, rotaryTable } from '#workers/compiler/layers/rope'

const goldens = z
  .object({
    ropes: z.array(
      z.object({
        headWidth: z.int(),
        maxPositions: z.int(),
        settings: ropeSettings.extend({ rope_theta: z.number() }),
        inverse: packedFloats,
        factor: z.number(),
        positions: z.array(z.int()),
        /** [positions, headWidth / 2] */
        cosine: packedFloats,
        sine: packedFloats,
      }),
    ),
    alibiSlopes: z.record(z.string(), packedFloats),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/language-models/rope.json'), 'utf8')))

const ropes = goldens.ropes.map(golden => {
  const { headWidth, maxPositions, settings } = golden
  const rope = makeRope({ headWidth, theta: settings.rope_theta, maxPositions, settings })
  return { golden, rope, name: `${settings.rope_type}, theta ${settings.rope_theta}, width ${headWidth}` }
})

/** How many fp32 numbers lie between two positive ones, at most. */
function ulps(a: Float32Array, b: Float32Array): number {
  const bits = (values: Float32Array) => new Int32Array(values.slice().buffer)
  return largestDifference(bits(a), bits(b))
}

describe('as transformers has it', () => {
  test.each(ropes)('$name', ({ golden, rope }) => {
    expect(rope.inverse).toHaveLength(golden.headWidth / 2)
    expect(ulps(rope.inverse, golden.inverse)).toBeLessThanOrEqual(1)
    expect(Math.fround(rope.factor)).toBe(Math.fround(golden.factor))
    const { cosine, sine } = rotaryTable(rope, golden.positions)
    expect(largestDifference(cosine, golden.cosine)).toBeLessThan(1e-5)
    expect(largestDifference(sine, golden.sine)).toBeLessThan(1e-5)
  })

  test('all frequencies to the last bit but three, where powers are rounded differently', () => {
    const inexact = ropes.flatMap(({ golden, rope, name }) => {
      const count = rope.inverse.filter((value, at) => value !== golden.inverse[at]).length
      return count === 0 ? [] : [`${name}: ${count} of ${rope.inverse.length}`]
    })
    expect(inexact).toEqual([
      'default, theta 10000, width 256: 1 of 128',
      'linear, theta 10000, width 96: 1 of 48',
      'yarn, theta 1000000, width 128: 1 of 64',
    ])
  })

  test.each(Object.entries(goldens.alibiSlopes))('the slopes of %s heads', (heads, slopes) => {
    expect(ulps(alibiSlopes(Number(heads)), slopes)).toBeLessThanOrEqual(1)
  })
})

describe('a type is told by either key, and refused by name where nobody has checked it', () => {
  const config = { headWidth: 16, theta: 10_000, maxPositions: 128 }
  test('type and rope_type', () => {
    const by = (key: string) =>
      makeRope({ ...config, settings: ropeSettings.parse({ [key]: 'linear', factor: 2 }) })
    expect(by('type')).toEqual(by('rope_type'))
    expect(by('type')).not.toEqual(makeRope({ ...config, settings: null }))
  })
  test.each([
    [{ rope_type: 'longrope', factor: 2 }, 'unsupported-config', 'longrope'],
    [{ rope_type: 'default', partial_rotary_factor: 0.5 }, 'unsupported-config', 'partial_rotary_factor 0.5'],
    [{ rope_type: 'yarn' }, 'bad-config', 'factor'],
    [{ rope_type: 'llama3', factor: 8, low_freq_factor: 1 }, 'bad-config', 'high_freq_factor'],
  ])('%j', (settings, reason, named) => {
    expect(() => makeRope({ ...config, settings: ropeSettings.parse(settings) })).toThrow(
      expect.objectContaining({ reason, message: expect.stringContaining(named) }),
    )
  })
})
