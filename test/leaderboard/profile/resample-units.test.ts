import { describe, expect, test } from 'vitest'
import { resampleUnits } from '#lib/leaderboard/profile/resample-units'
import { clusterDrawer } from '#lib/statistics/cluster-drawer'
import { type Design, flatDesign, stratifiedMean } from '#lib/statistics/stratified-mean'
import { madeRandom } from '../findings/made-units'

const units = 90
const random = madeRandom(3)
const vector = () => Float64Array.from({ length: units }, () => Math.round(4 * random()) / 4)
/** Two strata; clusters of two or three units, one of them in both strata. */
const design: Design = {
  stratum: Int32Array.from({ length: units }, (_, unit) => (unit < 50 ? 0 : 1)),
  strata: 2,
  cluster: Int32Array.from({ length: units }, (_, unit) => Math.floor(unit / 3 + (unit % 2) / 4)),
  clusters: 30,
}

/** The stratified mean over the units drawn and asked, unit by unit. */
function slowMean(values: Float64Array, timesDrawn: (unit: number) => number, strata: Int32Array): number {
  const means = [...new Set(strata)].flatMap(stratum => {
    const own = [...values.keys()].filter(unit => strata[unit] === stratum && !Number.isNaN(values[unit]))
    if (own.length === 0) return []
    const drawn = own.reduce((sum, unit) => sum + timesDrawn(unit), 0)
    return [own.reduce((sum, unit) => sum + timesDrawn(unit) * values[unit], 0) / drawn]
  })
  return means.reduce((sum, mean) => sum + mean, 0) / means.length
}

describe('resampleUnits', () => {
  test('equals a loop over units, in strata, over those that were asked', () => {
    const whole = vector()
    const some = vector().map((value, unit) => (unit % 4 === 1 ? Number.NaN : value))
    const oneStratum = vector().map((value, unit) => (unit < 50 ? Number.NaN : value))
    const vectors = [whole, some, oneStratum, whole]
    const [means] = resampleUnits([{ key: 'a', design, vectors }], 200)
    // Blocks are numbered stratum by stratum, in order of first appearance.
    const blocks = [0, 1].map(stratum => [
      ...new Set(design.cluster.filter((_, unit) => design.stratum[unit] === stratum)),
    ])
    const sizes = blocks.map(({ length }) => length)
    const draw = clusterDrawer(sizes, 'a')
    const counts = new Uint16Array(sizes[0] + sizes[1])
    for (let replicate = 0; replicate < 200; replicate++) {
      draw(counts)
      const timesDrawn = (unit: number) => {
        const stratum = design.stratum[unit]
        return counts[(stratum === 0 ? 0 : sizes[0]) + blocks[stratum].indexOf(design.cluster[unit])]
      }
      vectors.forEach((values, at) => {
        expect(means[at][replicate]).toBeCloseTo(slowMean(values, timesDrawn, design.stratum), 10)
      })
    }
  })

  test('spreads like the clustered standard error, on the units asked', () => {
    const some = vector().map((value, unit) => (unit % 4 === 1 ? Number.NaN : value))
    const asked = [...some.keys()].filter(unit => !Number.isNaN(some[unit]))
    const flat = flatDesign(units)
    const [[draws]] = resampleUnits([{ key: 'b', design: flat, vectors: [some] }])
    const { mean, se } = stratifiedMean(
      asked.map(unit => some[unit]),
      flatDesign(asked.length),
    )
    const centre = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
    const spread = Math.sqrt(draws.reduce((sum, draw) => sum + (draw - centre) ** 2, 0) / draws.length)
    expect(centre).toBeCloseTo(mean, 2)
    expect(spread / (se ?? 0)).toBeGreaterThan(0.93)
    expect(spread / (se ?? 0)).toBeLessThan(1.07)
  })

  test('draws a picture in every benchmark that has it', () => {
    const values = vector()
    const flat = flatDesign(units)
    const names = (prefix: string) => Array.from({ length: units }, (_, unit) => [`${prefix}${unit}`])
    const turned = Float64Array.from(values).reverse()
    const [[own], [same], [other]] = resampleUnits([
      { key: 'a', design: flat, pictures: names('x'), vectors: [values] },
      { key: 'b', design: flat, pictures: names('x').reverse(), vectors: [turned] },
      { key: 'c', design: flat, pictures: names('y'), vectors: [values] },
    ])
    // The same pictures in another order: their means differ by rounding alone.
    own.forEach((mean, at) => {
      expect(same[at]).toBeCloseTo(mean, 12)
    })
    expect(other).not.toEqual(own)
  })

  test('meets the same draws whatever else is asked, in whatever benchmarks', () => {
    const [some, more] = [vector(), vector()]
    const flat = flatDesign(units)
    const names = (prefix: string) => Array.from({ length: units }, (_, unit) => [`${prefix}${unit % 60}`])
    const one = { key: 'a', design, pictures: names('x'), vectors: [some] }
    const two = { key: 'b', design: flat, pictures: names('x'), vectors: [more] }
    const three = { key: 'c', design: flat, pictures: names('y'), vectors: [more] }
    const together = resampleUnits([one, two, three])
    expect(resampleUnits([three, one])).toEqual([together[2], together[0]])
    expect(resampleUnits([two])).toEqual([together[1]])
    // Those that have the picture alone keep its draws.
    const half = { ...one, design: flatDesign(30), pictures: names('x').slice(0, 30) }
    const [[few]] = resampleUnits([{ ...half, vectors: [some.slice(0, 30)] }])
    const [[masked]] = resampleUnits([
      { ...two, vectors: [some.map((value, unit) => (unit < 30 ? value : Number.NaN))] },
    ])
    few.forEach((mean, at) => {
      expect(masked[at]).toBeCloseTo(mean, 12)
    })
  })

  test('spreads like the clustered standard error where pictures are drawn by name', () => {
    const values = vector()
    const [[draws]] = resampleUnits([
      {
        key: 'b',
        design,
        pictures: Array.from(design.cluster, own => [`picture ${own}`]),
        vectors: [values],
      },
    ])
    const { mean, se } = stratifiedMean(values, design)
    const centre = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
    const spread = Math.sqrt(draws.reduce((sum, draw) => sum + (draw - centre) ** 2, 0) / draws.length)
    expect(centre).toBeCloseTo(mean, 2)
    expect(spread / (se ?? 0)).toBeGreaterThan(0.9)
    expect(spread / (se ?? 0)).toBeLessThan(1.1)
  })

  test('has no mean where a resample leaves a stratum empty', () => {
    const few = Float64Array.from({ length: 4 }, (_, unit) => (unit === 0 ? 1 : Number.NaN))
    const [[draws]] = resampleUnits([{ key: 'd', design: flatDesign(4), vectors: [few] }], 400)
    const missing = draws.filter(Number.isNaN).length
    // One cluster of four is not drawn with probability (3/4)^4.
    expect(missing / 400).toBeCloseTo(0.75 ** 4, 1)
    expect(draws.filter(Number.isFinite).every(draw => Math.abs(draw - 1) < 1e-12)).toBe(true)
  })
})
