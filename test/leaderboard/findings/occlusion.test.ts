import { describe, expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { findOcclusion, type OcclusionFinding } from '#lib/leaderboard/findings/occlusion'
import { firstOf, type MadeRule, madeUnits } from './made-units'

const units = 400
const share = (right: number) => firstOf(units, right)

function find(rules: MadeRule, subject?: 'encoder'): OcclusionFinding {
  const found = findOcclusion(madeUnits('ai2d', units, rules), subject)
  if (found === null || isNotEnough(found)) throw new Error('nothing was found')
  return found
}
const curve = (found: OcclusionFinding, mode: string) => found.curves.find(one => one.mode === mode)

describe('PatchDrop', () => {
  // T11: the curve of random occlusion, chance 0.25.
  const right = [0.78, 0.7, 0.62, 0.5, 0.35]
  const ratios = [0.1, 0.3, 0.5, 0.7, 0.9]
  const found = find({
    'reference reference': share(0.8),
    ...Object.fromEntries(ratios.map((ratio, at) => [`occlusion random/${ratio}/seed-1`, share(right[at])])),
    'occlusion salient/0.5': share(0.25),
    'occlusion non-salient/0.5': share(0.8),
    'occlusion mass-salient/0.5': share(0.5),
    'occlusion mean-fill/random/0.5/seed-1': share(0.65),
  })

  test('T11: has the area under retention', () => {
    const random = curve(found, 'random')
    expect(random?.points.map(({ retention }) => retention?.value)).toEqual(
      [0.963636, 0.818182, 0.672727, 0.454545, 0.181818].map(value => expect.closeTo(value, 5)),
    )
    expect(random?.area?.value).toBeCloseTo(0.668687, 5)
    expect(random?.area?.low).toBeLessThan(0.668687)
    expect(random?.area?.high).toBeGreaterThan(0.668687)
  })

  test('contrasts what stands out least and most', () => {
    expect(curve(found, 'salient')?.area?.value).toBeCloseTo(0.5, 9)
    expect(curve(found, 'non-salient')?.area?.value).toBeCloseTo(1, 9)
    expect(found.contrast?.value).toBeCloseTo(0.5, 9)
    expect(found.contrast?.low).toBeGreaterThan(0.4)
  })

  test('has no area where the ratio is of attention mass', () => {
    expect(curve(found, 'mass-salient')).toMatchObject({ axis: 'attention mass dropped', area: null })
    expect(curve(found, 'mass-salient')?.points).toHaveLength(1)
  })

  test('pairs the mean colour with black', () => {
    expect(found.meanFill).toMatchObject({ ratio: 0.5, change: { difference: expect.closeTo(0.03, 9) } })
  })

  test('has points and no area at chance', () => {
    const flat = find({ 'reference reference': share(0.26), 'occlusion random/0.5/seed-1': share(0.26) })
    expect(flat).toMatchObject({ contrast: null, meanFill: null })
    expect(flat.curves[0]).toMatchObject({ area: null, points: [{ ratio: 0.5, retention: null }] })
  })

  test('has no contrast between different ratios', () => {
    const uneven = find({
      'reference reference': share(0.8),
      'occlusion salient/0.5': share(0.3),
      'occlusion non-salient/0.7': share(0.3),
    })
    expect(uneven.contrast).toBeNull()
    expect(uneven.curves.every(({ area }) => area !== null)).toBe(true)
  })

  test('holds the encoder against itself', () => {
    const rules = {
      'reference reference': share(0.5),
      'occlusion encoder/whole': share(0.9),
      'occlusion encoder/random/0.5/seed-1': share(0.9),
    }
    expect(find(rules, 'encoder').curves).toMatchObject([{ mode: 'random', area: { value: 1 } }])
    expect(findOcclusion(madeUnits('pets', units, rules))).toBeNull()
  })
})
