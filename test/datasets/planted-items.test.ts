import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { ItemRecord } from '#lib/domain/item'
import { evidenceItems } from '#lib/leaderboard/items/evidence-items'
import { flagIds } from '#lib/leaderboard/items/flags/flag'
import { siblingAnswers } from '#lib/leaderboard/items/sibling-answers'
import { findBenchmarks } from '#workers/datasets/find-benchmarks'
import { type BenchmarkFile, readBenchmark } from '#workers/datasets/read-benchmark'

/**
 * What `planted.json` lists is in the files, is told by no column, and is what it is called: the answers that stock
 * transformers gives for the bundled checkpoints show it.
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
/** Answers to one benchmark, by item. */
const answered = z.object({ reference: said, 'no-image': said.optional() })
type Answered = z.infer<typeof answered>
const checkpoints = globSync('checkpoints/*/answers.transformers.json', { cwd: examples })
  .sort()
  .map(name => JSON.parse(readFileSync(join(examples, name), 'utf8')))
  .map(content => z.object({ answers: z.record(z.string(), answered) }).parse(content).answers)

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

  test('they are what they are called', () => {
    const isShown = judges(file, benchmark)
    const missed = own
      .filter(({ shown, item, flag }) => shown && !isShown[flag]?.(recordOf(file, item)))
      .map(({ item, flag }) => `${flag} ${item}`)
    // The better half is split over one item: three give the false key, two the truth.
    expect(missed).toEqual(benchmark.id === 'mmstar' ? ['mislabel-suspect 137'] : [])
  })
})

/** By flag: whether what the checkpoints say, or the text where that decides, shows it in an item. */
function judges(
  file: BenchmarkFile,
  benchmark: Parameters<typeof evidenceItems>[0],
): Partial<Record<FlagId, (record: ItemRecord) => boolean>> {
  const all = checkpoints.map(answers => answers[file.title])
  const better = all
    .toSorted((a, b) => rightOf(b, file.records) - rightOf(a, file.records))
    .slice(0, all.length / 2)
  const siblings = siblingAnswers(evidenceItems(benchmark, file.records))
  const right = (answers: readonly Answered[], { id, answer }: ItemRecord, condition: keyof Answered) =>
    answers.filter(by => means(by[condition]?.[id] ?? '', answer)).length / answers.length
  return {
    'answer-prior-guessable'(record) {
      const found = siblings[file.records.indexOf(record)]
      return found !== undefined && found.siblings >= 10 && found.modalShare >= 0.6
    },
    'blind-solvable': record => right(all, record, 'no-image') >= 0.7,
    'mislabel-suspect'({ id, answer }) {
      const wrong = better.map(by => by.reference[id] ?? '').filter(text => !means(text, answer))
      const agreeing = [...Map.groupBy(wrong, text => text).values()].map(({ length }) => length)
      return Math.max(0, ...agreeing) >= 0.6 * better.length
    },
    // An order has something to keep; that it is kept is for the probe to find.
    'order-insensitive': record => right(better, record, 'reference') >= 0.6,
    saturated: record => right(all, record, 'reference') === 1,
    'selection-biased': ({ options }) => new Set(options.map(({ text }) => text)).size === 1,
  }
}

function recordOf({ records }: BenchmarkFile, id: string): ItemRecord {
  const found = records.find(record => record.id === id)
  if (!found) throw new Error(`no item ${id}`)
  return found
}

function rightOf({ reference }: Answered, records: readonly ItemRecord[]): number {
  return records.filter(({ id, answer }) => means(reference[id] ?? '', answer)).length
}

/** The letter that leads, or the same text but for case and a closing stop. */
function means(text: string, gold: string): boolean {
  if (/^[A-D]$/.test(gold)) return text.trim().startsWith(gold)
  return text.trim().replace(/\.$/, '').toLowerCase() === gold.toLowerCase()
}
