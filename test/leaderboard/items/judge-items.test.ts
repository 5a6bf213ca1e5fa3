import { describe, expect, test } from 'vitest'
import { flagContext } from '#lib/leaderboard/items/flag-context'
import type { FlagId, Judgement } from '#lib/leaderboard/items/flags/flag'
import { flags } from '#lib/leaderboard/items/flags/index'
import { countEvidence } from '#lib/leaderboard/items/item-counts'
import { flaggedList, type JudgedItem, judgeItems } from '#lib/leaderboard/items/judge-items'
import { scaledSeverity } from '#lib/leaderboard/items/severity'
import { madeEvidence } from '#scripts/measure/made-evidence'

function flagOf(id: FlagId) {
  const found = flags.find(flag => flag.id === id)
  if (!found) throw new Error(id)
  return found
}

/** Items with one judgement each. */
function items(id: FlagId, severities: readonly (number | null)[], raisedFrom = 0.9): JudgedItem[] {
  return severities.map(severity => {
    const judgement: Judgement | null =
      severity === null ? null : { kind: 'judged', severity, raised: severity >= raisedFrom, counts: {} }
    return new Map([[id, judgement ?? { kind: 'not-enough-data', what: 'answers', have: 0, need: 1 }]])
  })
}

describe('the list of flagged items', () => {
  test('is the largest whose mean doubt is at most a tenth, the surest first', () => {
    // Doubts 0.01, 0.02, 0.1, 0.25: means 0.01, 0.015, 0.043, 0.095; with 0.4 it would be 0.156.
    const judged = items('blind-solvable', [0.6, 0.99, 0.75, null, 0.98, 0.9])
    expect(flaggedList(flagOf('blind-solvable'), judged)).toEqual([1, 4, 5, 2])
  })

  test('is empty where nothing is sure enough, and holds all where everything is', () => {
    expect(flaggedList(flagOf('saturated'), items('saturated', [0.89, 0.5]))).toEqual([])
    expect(flaggedList(flagOf('saturated'), items('saturated', [0.9, 0.9]))).toEqual([0, 1])
  })

  test('of a rule without a probability: what it is raised for', () => {
    const judged = items('selection-biased', [0.2, 0.7, 0.4], 0.5)
    expect(flaggedList(flagOf('selection-biased'), judged)).toEqual([1])
  })

  test('never puts forward what is solvable without the picture', () => {
    const needed = items('visually-necessary', [0.99, 0.98])
    const blind = items('blind-solvable', [0.95, 0.1])
    const both = needed.map((one, at) => new Map([...one, ...blind[at]]))
    expect(flaggedList(flagOf('visually-necessary'), both)).toEqual([1])
  })
})

test('a statistic weighs from half its threshold on', () => {
  expect(scaledSeverity(0.25, 0.5)).toBe(0)
  expect(scaledSeverity(0.5, 0.5)).toBeCloseTo(1 / 3, 12)
  expect(scaledSeverity(1, 0.5)).toBe(1)
  expect(scaledSeverity(0.1, 0.5)).toBe(0)
})

describe('a new run', () => {
  const evidence = madeEvidence({ checkpoints: 9, items: 120, families: 4, faultEvery: 3, seed: 5 })

  test.each([1, 4, 8])('added to %i others gives what counting all of them gives', first => {
    const before = countEvidence({ ...evidence, runs: evidence.runs.slice(0, first) })
    const kept = structuredClone(before)
    const after = countEvidence({ ...evidence, runs: evidence.runs.slice(first) }, before)
    expect(after).toEqual(countEvidence(evidence))
    expect(before).toEqual(kept)
    expect(judgeItems(flagContext(evidence, { counts: after }))).toEqual(judgeItems(flagContext(evidence)))
  })
})

test('finds what was planted, and little else', () => {
  const evidence = madeEvidence({ checkpoints: 24, items: 480, families: 6, faultEvery: 4, seed: 11 })
  const judged = judgeItems(flagContext(evidence))
  for (const fault of [
    'blind-solvable',
    'order-insensitive',
    'selection-biased',
    'mislabel-suspect',
  ] as const) {
    const share = (kind: string) => {
      const members = [...evidence.faults.keys()].filter(item => evidence.faults[item] === kind)
      const raised = members.filter(item => {
        const judgement = judged[item].get(fault)
        return judgement?.kind === 'judged' && judgement.raised
      })
      return raised.length / members.length
    }
    expect(share(fault), fault).toBeGreaterThan(0.8)
    expect(share('clean'), fault).toBeLessThan(0.05)
  }
})
