import { describe, expect, test } from 'vitest'
import type { BoardEntry } from '#lib/domain/board-entry'
import { checkpointDigest } from '#lib/domain/checkpoint'
import { flagContext } from '#lib/leaderboard/items/flag-context'
import { countEvidence, type ItemCounts } from '#lib/leaderboard/items/item-counts'
import { type JudgedItem, judgeItems } from '#lib/leaderboard/items/judge-items'
import { joinBatches } from '#lib/leaderboard/join-batches'
import type { RankMemory } from '#lib/leaderboard/rank-by-units'
import { rankEntries, rankEntriesAfter } from '#lib/leaderboard/rank-entries'
import type { RunOutcomes } from '#lib/leaderboard/run-outcomes'
import { summariseRun } from '#lib/leaderboard/summarise-run'
import { type UnitVector, unitVectors } from '#lib/leaderboard/unit-vectors'
import { keyedRandom } from '#lib/statistics/keyed-random'
import { madeEvidence } from '#scripts/measure/made-evidence'
import { madeItem, madeOutcomes, madeRun } from './made-run'

// What comes one by one gives what all of it at once gives, in whatever order it comes (measurement 3, 4.1).
const seeds = [1, 2, 3, 4, 5, 6]

function randomOf(seed: number, what: string) {
  return keyedRandom({ seed, probe: 'test', condition: 'incremental', item: what })
}

function shuffled<T>(list: readonly T[], seed: number): T[] {
  const random = randomOf(seed, 'order')
  const places = list.map((one, at) => ({ one, at, key: random.uint32() }))
  return places.toSorted((a, b) => a.key - b.key || a.at - b.at).map(({ one }) => one)
}

describe.each(seeds)('with seed %i', seed => {
  test('batches of any size join to the same cells', () => {
    const random = randomOf(seed, 'batches')
    const scores = Array.from({ length: 120 }, () => (random.below(8) === 0 ? null : random.below(2)))
    const asked = scores.map(score => score !== null)
    const cell = (first: number, end: number) => ({
      ...{ probe: 'permutation', probeVersion: 1, condition: 'seed-1' },
      scores: scores.slice(first, end),
      asked: asked.slice(first, end),
      unparsed: asked.slice(first, end).map(one => !one),
      changed: scores.slice(first, end).map(score => score === 1),
    })
    const whole = joinBatches('mmstar', [[cell(0, 120)]])
    const batches = []
    for (let first = 0; first < 120; ) {
      const end = Math.min(120, first + 1 + random.below(30))
      batches.push([cell(first, end)])
      first = end
    }
    expect(joinBatches('mmstar', batches)).toEqual(whole)
  })

  test('runs counted one by one give the item evidence, and the flags, of all of them', () => {
    const evidence = madeEvidence({ checkpoints: 7, items: 90, families: 3, faultEvery: 3, seed })
    const arrived = { ...evidence, runs: shuffled(evidence.runs, seed) }
    const counts = arrived.runs.reduce<ItemCounts | undefined>(
      (before, run) => countEvidence({ ...evidence, runs: [run] }, before),
      undefined,
    )
    expect(counts).toEqual(countEvidence(arrived))
    const judged = judgeItems(flagContext(arrived, { counts }))
    expect(judged).toEqual(judgeItems(flagContext(arrived)))
    // Sums in another order round otherwise; what is raised does not hang on that.
    expect(judged.map(raised)).toEqual(judgeItems(flagContext(evidence)).map(raised))
  })

  test('a board that grew row by row is the board of all rows', () => {
    const runs = Array.from({ length: 5 }, (_, at) => madeRandomRun(seed, at))
    const entries: BoardEntry[] = []
    const units = new Map<string, readonly UnitVector[]>()
    // Each run is summarised once, when it comes; nothing of it changes when others do.
    const grown = shuffled([...runs.keys()], seed).map(at => {
      entries.push(entryOf(`run-${at}`, runs[at]))
      units.set(`run-${at}`, unitVectors(runs[at]))
      return rankEntries([...entries], units)
    })
    const whole = rankEntries(
      runs.map((run, at) => entryOf(`run-${at}`, run)),
      new Map(runs.map((run, at) => [`run-${at}`, unitVectors(run)])),
    )
    expect(whole.rankedBy).toBe('paired-tests')
    expect(grown.at(-1)).toEqual(whole)
  })
})

describe.each(seeds)('a board of earlier ones, with seed %i', seed => {
  const random = randomOf(seed, 'boards')
  const runs = Array.from({ length: 7 }, (_, at) => madeRandomRun(seed, at))
  // One was not judged on some items: all rows are then compared on others.
  const [{ cells }] = runs[5].benchmarks
  for (const cell of cells) cell.scores.fill(Number.NaN, 0, 1 + random.below(9))
  const all = runs.map((run, at) => ({ entry: entryOf(`run-${at}`, run), vectors: unitVectors(run) }))

  test('equals the one from scratch, whatever came, went and came again', () => {
    let memory: RankMemory | null = null
    let shown = new Set<number>([0])
    for (let step = 0; step < 12; step++) {
      const changed = random.below(7)
      shown =
        shown.has(changed) && shown.size > 1
          ? new Set([...shown].filter(at => at !== changed))
          : shown.add(changed)
      const rows = shuffled([...shown], seed + step).map(at => all[at])
      const entries = rows.map(({ entry }) => entry)
      const units = new Map(rows.map(({ entry, vectors }) => [entry.run, vectors]))
      const grown = rankEntriesAfter(entries, units, memory)
      expect(grown).toEqual(rankEntriesAfter(entries, units, null))
      memory = grown.memory
    }
  })
})

function raised(item: JudgedItem): string[] {
  return [...item].flatMap(([id, judgement]) => (judgement.kind === 'judged' && judgement.raised ? [id] : []))
}

/** A checkpoint of random skill, with random answers to two benchmarks. */
function madeRandomRun(seed: number, at: number): RunOutcomes {
  const random = randomOf(seed, `run-${at}`)
  const skill = 30 + random.below(65)
  const items = Array.from({ length: 60 }, (_, item) => madeItem(item))
  const answer = () => (random.below(100) < skill ? 1 : 0)
  return madeRun(madeOutcomes('mmstar', items, answer), madeOutcomes('ai2d', items, answer))
}

function entryOf(name: string, run: RunOutcomes): BoardEntry {
  return {
    ...{ checkpoint: name, name, run: name, submission: name, finishedAt: new Date(0) },
    digest: checkpointDigest.parse(`sha256:${'0'.repeat(64)}`),
    source: { kind: 'directory', path: `/${name}` },
    summary: summariseRun(run),
  }
}
