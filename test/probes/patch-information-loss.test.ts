import { describe, expect, test } from 'vitest'
import type { VisualTokenLayout } from '#lib/domain/visual-tokens'
import { groupName, groupPlaces } from '#lib/probes/design/token-groups'
import { patchInformationLoss } from '#lib/probes/patch-information-loss'
import { referenceProbe } from '#lib/probes/reference'
import {
  arrange,
  block,
  conditionOf,
  made,
  madeShape,
  manyCrops,
  oneCrop,
  shape,
  sorted,
  upTo,
} from './made-subject'

function kept(id: string, visualTokens: VisualTokenLayout, side = 24): number[] {
  const condition = conditionOf(patchInformationLoss, id, madeShape(side))
  const [edit] = arrange(patchInformationLoss, condition, { visualTokens }).interventions
  if (edit?.at !== 'visual-tokens' || !('keep' in edit)) throw new Error('no visual tokens are dropped')
  return [...edit.keep]
}

describe('patch information loss', () => {
  test.each([
    { what: 'one crop', layout: oneCrop(24), whole: upTo(576) },
    { what: 'one crop of 27', layout: oneCrop(27), whole: upTo(729) },
    { what: 'many crops', layout: manyCrops(24), whole: upTo(576) },
    { what: 'newlines', layout: { count: 72, blocks: [block('base', 8, 8, 0, 1)] }, whole: upTo(72) },
  ])('keeping and dropping a group of $what makes the whole', ({ layout, whole }) => {
    for (const place of groupPlaces(6)) {
      const group = kept(`keep/${groupName(place)}`, layout)
      const rest = kept(`drop/${groupName(place)}`, layout)
      expect(group.length).toBeGreaterThan(0)
      expect(sorted([...group, ...rest])).toEqual(whole)
      expect(sorted(group)).toEqual(group)
      expect(sorted(rest)).toEqual(rest)
    }
  })

  test('the whole is the plain prompt of one crop, and the base crop of several', () => {
    expect(arrange(patchInformationLoss, 'all-groups')).toEqual(arrange(referenceProbe, 'reference'))
    expect(kept('all-groups', manyCrops(24))).toEqual(upTo(576))
  })

  test('has 36 groups, 16 in the demo, as many as there are rows on a coarse picture', () => {
    const ids = (suite: 'demo' | 'standard' | 'full', side = 24) =>
      patchInformationLoss.conditions(suite, made('mme'), madeShape(side)).map(({ id }) => id)
    expect(ids('standard')).toHaveLength(1 + 2 * 36)
    expect(ids('demo')).toHaveLength(1 + 2 * 16)
    expect(ids('standard', 5)).toHaveLength(1 + 2 * 25)
    expect(ids('standard', 1)).toEqual([])
    expect(ids('standard')).toContain('keep/r5c5')
    expect(ids('demo')).not.toContain('keep/r4c0')
  })

  test('cuts the demo into 16 groups, though they bear the names of some of 36', () => {
    const [condition] = patchInformationLoss
      .conditions('demo', made('mme'), shape)
      .filter(({ id }) => id === 'keep/r0c0')
    if (!condition) throw new Error('no such condition')
    const [edit] = arrange(patchInformationLoss, condition).interventions
    expect(edit?.at === 'visual-tokens' && 'keep' in edit ? edit.keep.length : 0).toBe(36)
    expect(kept('keep/r0c0', oneCrop(24))).toHaveLength(16)
  })

  test('asks 300 items, and leaves a group out on 100; all in the full suite', () => {
    const limit = (suite: 'demo' | 'standard' | 'full', condition: string) =>
      patchInformationLoss.itemLimit?.(suite, 'mme', condition)
    expect(['all-groups', 'keep/r0c0', 'drop/r0c0'].map(id => limit('standard', id))).toEqual([300, 300, 100])
    expect(['all-groups', 'drop/r0c0'].map(id => limit('full', id))).toEqual([null, null])
    expect(limit('demo', 'keep/r0c0')).toBe(40)
  })

  test('runs on MMStar and MME', () => {
    const on = (benchmark: string) =>
      patchInformationLoss.conditions('full', made(benchmark), shape).length > 0
    expect(['mmstar', 'mme', 'mmvp', 'gsm8k'].map(on)).toEqual([true, true, false, false])
  })
})
