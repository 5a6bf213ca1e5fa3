import { describe, expect, test } from 'vitest'
import { jointMacro } from '#lib/statistics/joint-macro'
import { flatDesign, stratifiedMean } from '#lib/statistics/stratified-mean'

const values = Float64Array.from({ length: 120 }, (_, unit) => ((unit * 7) % 11) / 10)
const others = values.map((_, unit) => ((unit * 5) % 7) / 6)
const numbered = (from: number) => ({
  ...flatDesign(
    120,
    values.map((_, unit) => from + (unit >> 1)),
  ),
})
const estimate = (second: Float64Array, from: number) =>
  jointMacro(
    [
      { values, design: numbered(0) },
      { values: second, design: numbered(from) },
    ],
    'board',
  )

describe('jointMacro', () => {
  const seOf = (scores: Float64Array) => stratifiedMean(scores, numbered(0)).se ?? 0

  test('of benchmarks without a common picture has the error of independent ones', () => {
    const macro = estimate(others, 60)
    expect(macro).toMatchObject({ benchmarks: 2, clusters: 120 })
    const se = Math.sqrt(seOf(values) ** 2 + seOf(others) ** 2) / 2
    expect(macro).toMatchObject({
      value: (stratifiedMean(values, numbered(0)).mean + stratifiedMean(others, numbered(0)).mean) / 2,
    })
    expect('se' in macro && macro.se / se).toBeGreaterThan(0.93)
    expect('se' in macro && macro.se / se).toBeLessThan(1.07)
  })

  test('of the same pictures twice has the error of one benchmark, and of opposite scores none', () => {
    const same = estimate(values, 0)
    expect(same).toMatchObject({ clusters: 60 })
    expect('se' in same && same.se / seOf(values)).toBeGreaterThan(0.93)
    expect('se' in same && same.se / seOf(values)).toBeLessThan(1.07)
    const opposite = estimate(
      values.map(value => 1 - value),
      0,
    )
    expect(opposite).toMatchObject({ se: expect.closeTo(0, 12), low: expect.closeTo(0.5, 12) })
  })

  test('resamples a stratified mean as such', () => {
    const stratified = { ...numbered(0), stratum: Int32Array.from(values, (_, unit) => unit % 2), strata: 2 }
    const macro = jointMacro([{ values: others, design: stratified }], 'board')
    const { mean, se } = stratifiedMean(others, stratified)
    expect(macro).toMatchObject({ value: mean })
    expect('low' in macro && (macro.low + macro.high) / 2).toBeCloseTo(mean, 1)
    expect('se' in macro && macro.se / (se ?? 0)).toBeGreaterThan(0.9)
    expect('se' in macro && macro.se / (se ?? 0)).toBeLessThan(1.1)
  })

  test.each([
    ['no benchmark', [], { what: 'benchmarks', have: 0, need: 1 }],
    ['no unit', [{ values: [], design: flatDesign(0) }], { what: 'units of a benchmark', have: 0, need: 1 }],
    [
      'one cluster',
      [{ values: [1, 0], design: flatDesign(2, [0, 0]) }],
      { what: 'clusters', have: 1, need: 2 },
    ],
  ])('needs more than %s', (_, benchmarks, missing) => {
    expect(jointMacro(benchmarks, 'board')).toEqual({ kind: 'not-enough-data', ...missing })
  })
})
