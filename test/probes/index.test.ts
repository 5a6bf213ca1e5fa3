import { expect, test } from 'vitest'
import { Refusal } from '#lib/domain/refusal'
import { probeById, probes } from '#lib/probes/index'

test('conditions are unique, and each reference is a condition of its probe that stands for itself', () => {
  for (const probe of probes) {
    const conditions = probe.conditions('demo', { benchmark: 'mmstar', smallestSide: 336 })
    expect(new Set(conditions.map(({ id }) => id)).size).toBe(conditions.length)
    for (const { reference } of conditions.filter(({ setting }) => setting !== null)) {
      const stood = probeById(reference?.probe ?? '').conditions('demo', {
        benchmark: 'mmstar',
        smallestSide: 336,
      })
      expect(stood.find(({ id }) => id === reference?.condition)?.setting).toBeNull()
    }
  }
})

test('an unknown probe is refused by name', () => {
  expect(() => probeById('occlusion-2')).toThrow(Refusal)
  expect(() => probeById('occlusion-2')).toThrow('"occlusion-2" is not one of reference, permutation')
})
