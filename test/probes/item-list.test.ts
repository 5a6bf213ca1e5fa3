import { describe, expect, test } from 'vitest'
import { benchmarkById } from '#lib/benchmarks/index'
import type { ItemRecord } from '#lib/domain/item'
import { itemAsker, type ListedFile } from '#lib/probes/item-list'
import { optionRotation } from '#lib/probes/option-rotation'
import { patchInformationLoss } from '#lib/probes/patch-information-loss'
import type { Condition, Probe } from '#lib/probes/probe'
import { referenceCondition, referenceProbe } from '#lib/probes/reference'
import { conditionOf, upTo } from './made-subject'

const options = [...'ABCD'].map(label => ({ label, text: label }))

function file(benchmark: string, count: number, itemOf: (at: number) => Partial<ItemRecord>): ListedFile {
  const items = upTo(count).map((at): ItemRecord => {
    const made = {
      id: `item-${at}`,
      question: 'Which?',
      options,
      answer: 'A',
      group: '',
      category: '',
      details: {},
    }
    return { ...made, imageHash: String(at), hash: String(at), ...itemOf(at) }
  })
  return { benchmark, items, units: benchmarkById(benchmark).units(items) }
}

/** A probe with a limit of its own for every condition. */
const limited = (limit: number | null): Probe => ({
  ...referenceProbe,
  id: `up-to-${limit}`,
  itemLimit: () => limit,
})
const condition: Condition = referenceCondition

/** Places of the items that are asked under a limit. */
function list(from: ListedFile, limit: number | null, suite: 'demo' | 'standard' = 'standard'): number[] {
  const flags = itemAsker(suite, from)({ probe: limited(limit), condition })
  return upTo(from.items.length).filter(at => flags?.[at] !== 0)
}
const count = (values: readonly number[], of: (value: number) => string): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(values, of)].map(([name, members]) => [name, members.length]).toSorted())

/** 1,500 items in six categories of 250, as MMStar is. */
const star = file('mmstar', 1500, at => ({ category: `category ${at % 6}` }))

describe('an item list', () => {
  test('has as many items as its limit, each category in its share', () => {
    const chosen = list(star, 300)
    expect(chosen).toHaveLength(300)
    expect(Object.values(count(chosen, at => star.items[at]?.category ?? ''))).toEqual([
      50, 50, 50, 50, 50, 50,
    ])
  })

  test('is inside every longer one', () => {
    const lists = [30, 40, 100, 200, 299, 300, 1000].map(limit => list(star, limit))
    lists.slice(1).forEach((longer, at) => {
      const all = new Set(longer)
      expect(lists[at]?.every(place => all.has(place))).toBe(true)
    })
  })

  test('is the same whatever the order of the file', () => {
    const reordered = { ...star, items: star.items.toReversed() }
    const ids = (from: ListedFile) => new Set(list(from, 200).map(at => from.items[at]?.id))
    const units = upTo(1500).map(at => ({ items: [at] }))
    expect(ids({ ...reordered, units })).toEqual(ids(star))
  })

  test('takes strata in proportion, however unequal', () => {
    const unequal = file('mmstar', 1000, at => ({
      category: at < 700 ? 'large' : at < 990 ? 'middle' : `single ${at}`,
    }))
    const shares = count(list(unequal, 200), at => unequal.items[at]?.category.split(' ')[0] ?? '')
    expect(Math.abs((shares.large ?? 0) - 140)).toBeLessThan(3)
    expect(Math.abs((shares.middle ?? 0) - 58)).toBeLessThan(3)
    // Ten strata of one item each: two expected, none of them before its turn.
    expect(shares.single ?? 0).toBeLessThan(8)
  })

  test('is stratified by the answer where there are no categories', () => {
    const pets = file('pets', 3700, at => ({ answer: `class ${at % 37}` }))
    const shares: number[] = Object.values(count(list(pets, null), at => pets.items[at]?.answer ?? ''))
    expect(shares).toHaveLength(37)
    // 1,000 at most of a classification set: 27 each, and one more of some.
    expect(Math.min(...shares)).toBe(27)
    expect(Math.max(...shares)).toBe(28)
  })

  test('has both items of a pair, or none', () => {
    const mmvp = file('mmvp', 300, at => ({
      question: `question ${Math.floor(at / 2)}`,
      answer: 'AB'[at % 2] ?? '',
    }))
    const chosen = list(mmvp, 41)
    expect(chosen).toHaveLength(40)
    expect(chosen.filter(at => at % 2 === 0).map(at => at + 1)).toEqual(chosen.filter(at => at % 2 === 1))
  })

  test('differs from benchmark to benchmark', () => {
    expect(list({ ...star, benchmark: 'ai2d' }, 300)).not.toEqual(list(star, 300))
  })

  test('is drawn afresh for the items a file gains or loses, and keeps most others', () => {
    const less = file('mmstar', 1499, at => ({ category: `category ${at % 6}` }))
    const before = new Set(list(star, 300))
    expect(list(less, 300).filter(at => before.has(at)).length).toBeGreaterThan(290)
  })
})

describe('who is asked', () => {
  test('is everybody where the limit is above the file, or there is none', () => {
    const ask = itemAsker('standard', star)
    expect(ask({ probe: limited(1500), condition })).toBeNull()
    expect(ask({ probe: limited(null), condition })).toBeNull()
  })

  test('is at most who the plain reference asks', () => {
    expect(list(star, 300, 'demo')).toHaveLength(40)
    expect(list(star, null, 'demo')).toEqual(list(star, 40, 'demo'))
  })

  test('depends on the condition', () => {
    const ask = itemAsker('standard', star)
    const asked = (id: string) => {
      const flags = ask({ probe: patchInformationLoss, condition: conditionOf(patchInformationLoss, id) })
      return upTo(1500).filter(at => flags?.[at] === 1)
    }
    const [kept, dropped, whole] = ['keep/r0c0', 'drop/r0c0', 'all-groups'].map(asked)
    expect(kept).toHaveLength(300)
    expect(whole).toEqual(kept)
    expect(dropped).toHaveLength(100)
    expect(dropped?.every(at => kept?.includes(at))).toBe(true)
  })

  test('is nobody whose options have all been turned', () => {
    const mixed = file('mmstar', 60, at => ({ options: options.slice(0, at % 3 === 0 ? 2 : 4) }))
    const ask = (suite: 'demo' | 'standard', id: string) => {
      const flags = itemAsker(
        suite,
        mixed,
      )({ probe: optionRotation, condition: conditionOf(optionRotation, id) })
      return flags && [...flags]
    }
    expect(ask('standard', 'rotation-0')).toBeNull()
    expect(ask('standard', 'rotation-1')).toBeNull()
    expect(ask('standard', 'rotation-2')).toEqual(upTo(60).map(at => (at % 3 === 0 ? 0 : 1)))
    const listed = ask('demo', 'rotation-0') ?? []
    expect(listed.filter(flag => flag === 1)).toHaveLength(40)
    expect(ask('demo', 'rotation-3')).toEqual(listed.map((flag, at) => (at % 3 === 0 ? 0 : flag)))
  })
})
