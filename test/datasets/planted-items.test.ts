import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { scoredItem, scorerFor } from '#lib/benchmarks/score-answer'
import type { Cell } from '#lib/domain/cell'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { type Outcome, outcomeScore } from '#lib/domain/outcome'
import { evidenceItems } from '#lib/leaderboard/items/evidence-items'
import { evidenceRun } from '#lib/leaderboard/items/evidence-run'
import { flagContext } from '#lib/leaderboard/items/flag-context'
import { flagIds } from '#lib/leaderboard/items/flags/flag'
import { isRaised, type JudgedItem, judgeItems } from '#lib/leaderboard/items/judge-items'
import { isJudged } from '#lib/scorers/scorer'
import { findBenchmarks } from '#workers/datasets/find-benchmarks'
import { type BenchmarkFile, readBenchmark } from '#workers/datasets/read-benchmark'

/**
 * What `planted.json` lists is in the files, is told by no column, and the flags find it in the answers that stock
 * transformers gives for the bundled checkpoints.
 */
const examples = join(import.meta.dirname, '../../examples')

type FlagId = (typeof flagIds)[number]
const planted = z
  .array(
    z.strictObject({
      benchmark: z.string(),
      item: z.string(),
      flag: z.enum(flagIds),
      why: z.string().min(1),
      /** Whether the bundled checkpoints fall for it. */
      shown: z.boolean(),
    }),
  )
  .parse(JSON.parse(readFileSync(join(examples, 'benchmarks/planted.json'), 'utf8')))

const said = z.record(z.string(), z.string())
/** What transformers was asked under, and the probe that has it. */
const asked = [
  { probe: 'reference', condition: 'reference' },
  { probe: 'reference', condition: 'no-image' },
  { probe: 'permutation', condition: 'seed-1' },
]
const checkpoints = globSync('checkpoints/*/answers.transformers.json', { cwd: examples })
  .sort()
  .map(name => {
    const read = (file: string): unknown => JSON.parse(readFileSync(join(examples, file), 'utf8'))
    const { family } = z.object({ family: z.string() }).parse(read(join(dirname(name), 'training.json')))
    const content = z.object({ answers: z.record(z.string(), z.record(z.string(), said)) }).parse(read(name))
    return { name, family, answers: content.answers }
  })

const listed = new Set(planted.map(({ benchmark }) => benchmark))
const files = await Promise.all(
  findBenchmarks(join(examples, 'benchmarks'))
    .filter(({ benchmark }) => listed.has(benchmark.id))
    .map(async ({ benchmark, path }) => ({ benchmark, path, file: await readBenchmark(path, benchmark) })),
)

test('all are of benchmarks that are there, each once under a flag, at least six shown under a flag', () => {
  expect(files.map(({ benchmark }) => benchmark.id).toSorted()).toEqual([...listed].toSorted())
  const places = planted.map(({ benchmark, item, flag }) => `${benchmark} ${item} ${flag}`)
  expect(new Set(places).size).toBe(places.length)
  const shown = planted.filter(one => one.shown)
  const counts = [...Map.groupBy(shown, ({ flag }) => flag).values()].map(({ length }) => length)
  expect(counts).toHaveLength(6)
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(6)
})

describe.each(files)('$benchmark.id', ({ benchmark, path, file }) => {
  const own = planted.filter(one => one.benchmark === benchmark.id)
  const { records } = file

  test('every one is there', () => {
    const ids = new Set(records.map(({ id }) => id))
    expect(own.filter(({ item }) => !ids.has(item))).toEqual([])
  })

  test('no column tells', () => {
    const bad = new Set(own.map(({ item }) => item))
    const categories = new Set(records.filter(({ id }) => !bad.has(id)).map(({ category }) => category))
    expect(records.filter(({ category }) => !categories.has(category))).toEqual([])
    const words = readFileSync(path, 'utf8').replaceAll(/[A-Za-z0-9+/=]{100,}/g, '')
    expect(words).not.toMatch(/plant|flag|blind|biased|mislabel|suspect|saturated|guessable/i)
  })

  test('the flags find them, and hardly another', () => {
    const judged = judgeBenchmark(file)
    for (const [flag, plants] of Map.groupBy(own, one => one.flag)) {
      const ids = new Set(plants.map(({ item }) => item))
      const isFound = (at: number) => {
        // Ten answers that are all right are too few to say that nine of ten would be.
        if (flag === 'saturated') return countsOf(judged[at], flag).hits === checkpoints.length
        // As few, under one order, are too few to say that four of five would stay.
        if (flag === 'order-insensitive') {
          const { hits, trials } = countsOf(judged[at], flag)
          return hits >= 5 && hits / trials > 0.8
        }
        // Orders of the options were not asked: the options say it.
        if (flag === 'selection-biased')
          return new Set(records[at]?.options.map(({ text }) => text)).size === 1
        return isRaised(judged[at] ?? new Map(), flag)
      }
      const found = new Set(records.filter((_, at) => isFound(at)).map(({ id }) => id))
      const shown = plants.filter(one => one.shown)
      expect(shown.filter(({ item }) => !found.has(item)).map(({ item }) => `${flag} ${item}`)).toEqual([])
      const others = [...found].filter(id => !ids.has(id)).length / (records.length - ids.size)
      expect(others, `${flag} of others`).toBeLessThanOrEqual(mostOthers(flag, benchmark.id))
    }
  })
})

/**
 * The share of items that nobody planted for which a flag may be raised. Checkpoints that know little of a subject agree on
 * what is wrong; any token tells a colour, whatever its place; many items are easy.
 */
function mostOthers(flag: FlagId, benchmark: string): number {
  if (flag === 'order-insensitive' || flag === 'saturated') return 1
  if (flag === 'mislabel-suspect') return { mmstar: 0.25, 'sqa-img': 0.5 }[benchmark] ?? 0.06
  return 0.05
}

/** What the flags make of what transformers said with all bundled checkpoints. */
function judgeBenchmark(file: BenchmarkFile): JudgedItem[] {
  const { benchmark, records, title } = file
  const runs = checkpoints.map(({ name, family, answers }) => {
    const read = new Map(
      asked.flatMap(({ probe, condition }): [Cell, readonly (string | null)[]][] => {
        const by = answers[title]?.[condition]
        if (!by) return []
        const outcomes = outcomesOf(file, by)
        const scores = Float32Array.from(outcomes, outcome => outcomeScore(outcome) ?? Number.NaN)
        const [unparsed, changed] = [new Uint8Array(scores.length), new Uint8Array(scores.length)]
        const cell = { benchmark: benchmark.id, probe, probeVersion: 1, condition, scores, unparsed, changed }
        return [[cell, outcomes.map(outcome => (outcome.kind === 'scored' ? outcome.parsed : null))]]
      }),
    )
    return evidenceRun({
      // Each counts as a size of its own: they differ in what they learned, not in how large they are.
      run: { checkpoint: name, family, size: name },
      items: records,
      cells: [...read.keys()],
      answers: cell => read.get(cell),
    })
  })
  return judgeItems(flagContext({ items: evidenceItems(benchmark, records), runs }))
}

/** What a judgement was counted from; nothing where there was not enough. */
function countsOf(judged: JudgedItem | undefined, flag: FlagId): { hits: number; trials: number } {
  const judgement = judged?.get(flag)
  const { hits = 0, trials = 0 } = judgement && !isNotEnough(judgement) ? judgement.counts : {}
  return { hits, trials }
}

/** What the benchmark's scorer reads out of answers. */
function outcomesOf(
  { benchmark, records }: Pick<BenchmarkFile, 'benchmark' | 'records'>,
  said: Readonly<Record<string, string>>,
): Outcome[] {
  const scorer = scorerFor(benchmark, 'demo')
  if (isJudged(scorer)) throw new Error(`${benchmark.id} takes a judge`)
  return records.map(record => scorer.score(scoredItem(benchmark, record), said[record.id] ?? ''))
}
