import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { findBenchmarks } from '#workers/datasets/find-benchmarks'
import { type BenchmarkFile, readBenchmark } from '#workers/datasets/read-benchmark'

const folder = join(import.meta.dirname, '../../examples/benchmarks')
const found = findBenchmarks(folder)
/** By file, as README.md prints them: how many items, and what a guess scores in percent; null where nothing is asked. */
const printed = new Map(
  readFileSync(join(folder, 'README.md'), 'utf8')
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .map(line => line.split('|').map(cell => cell.trim()))
    .map(([, name = '', , , items, guess = '']) => [
      name.replaceAll('`', ''),
      { items: Number(items), guess: guess.includes('%') ? Number.parseFloat(guess) : null },
    ]),
)

test('all ten, school problems, two classification sets and descriptions', () => {
  expect(found.map(({ benchmark }) => benchmark.id)).toEqual([
    'mmvp',
    'mmstar',
    'mme',
    'q-bench',
    'mm-vet',
    'llava-w',
    'mathvista',
    'sqa-img',
    'chartqa',
    'ai2d',
    'gsm8k',
    'cifar-100',
    'eurosat',
    'docci',
  ])
  expect([...printed.keys()].toSorted()).toEqual(found.map(({ path }) => basename(path)).toSorted())
})

test('at most 3 MB in all', () => {
  const sizes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name =>
    statSync(join(folder, name)),
  )
  expect(sizes.reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0)).toBeLessThanOrEqual(3_000_000)
})

describe.each(found)('$benchmark.id', ({ benchmark, path }) => {
  let file: BenchmarkFile
  beforeAll(async () => {
    file = await readBenchmark(path, benchmark)
  })

  test('every row is an item, every picture decodes', () => {
    const { items, records, sizes, report } = file
    expect(report).toEqual({ rows: records.length, dropped: 0, skipped: [], pandasMissing: 0 })
    expect(records).toHaveLength(printed.get(basename(path))?.items ?? 0)
    expect(records.length).toBeGreaterThanOrEqual(60)
    expect(records.length).toBeLessThanOrEqual(200)
    expect(new Set(records.map(({ id }) => id)).size).toBe(records.length)
    expect(new Set(records.map(({ hash }) => hash)).size).toBe(records.length)
    const pictures = benchmark.pictures === 'none' ? 0 : 1
    expect(items.every(({ images }) => images.length === pictures)).toBe(true)
    expect(new Set(sizes.map(size => (size === null ? 'none' : `${size.width}x${size.height}`))).size).toBe(1)
  })

  test('a guess scores what README.md says', () => {
    const guess = printed.get(basename(path))?.guess
    if (benchmark.id === 'docci') return expect(guess).toBeNull()
    const floors = benchmark.units(file.records).map(({ guessFloor }) => guessFloor)
    expect(guess).toBeCloseTo((100 * floors.reduce((sum, one) => sum + one, 0)) / floors.length, 1)
  })

  test('no letter is the answer to half of the items', () => {
    const letters = file.records.filter(({ options }) => options.length > 2).map(({ answer }) => answer)
    const golds = [...Map.groupBy(letters, letter => letter).values()].map(({ length }) => length)
    expect(Math.max(0, ...golds)).toBeLessThanOrEqual(letters.length / 2)
  })
})

test('scenes-llava answers all ten well above a guess', () => {
  const measured = z.object({
    benchmarks: z.record(
      z.string(),
      z.object({ chance: z.number(), reference: z.tuple([z.number(), z.number()]) }),
    ),
  })
  const path = join(folder, '../checkpoints/scenes-llava/accuracy.json')
  const { benchmarks } = measured.parse(JSON.parse(readFileSync(path, 'utf8')))
  const above = Object.entries(benchmarks)
    .filter(([, { chance, reference }]) => reference[0] / reference[1] > chance + 0.15)
    .map(([title]) => title)
  const ten = found.map(({ path: of }) => basename(of)).filter(name => name.endsWith('.tsv'))
  expect(above.toSorted()).toEqual(ten.map(name => name.replace('.tsv', '')).toSorted())
})

test('no two descriptions say the same sentences', () => {
  const line = z.object({ description: z.string() })
  const described = readFileSync(join(folder, 'docci_MINI/docci_descriptions.jsonlines'), 'utf8')
    .trimEnd()
    .split('\n')
    .map(text =>
      line.parse(JSON.parse(text)).description.replace(/\.$/, '').split('. ').toSorted().join('. '),
    )
  expect(new Set(described).size).toBe(described.length)
})

test('coarse labels of CIFAR-100 are those of the fine ones', () => {
  const names = (file: string) =>
    readFileSync(join(folder, 'cifar-100-binary_MINI', file), 'utf8')
      .trimEnd()
      .split('\n')
  const [coarse, fine] = [names('coarse_label_names.txt'), names('fine_label_names.txt')]
  expect([coarse.length, fine.length]).toEqual([20, 100])
  const bytes = readFileSync(join(folder, 'cifar-100-binary_MINI/test.bin'))
  const recordLength = 2 + 3 * 32 * 32
  const pairs = Array.from({ length: bytes.length / recordLength }, (_, at) => at * recordLength).map(
    at => `${fine[bytes[at + 1]]}: ${coarse[bytes[at]]}`,
  )
  expect([...new Set(pairs)].toSorted()).toEqual([
    'apple: fruit_and_vegetables',
    'bottle: food_containers',
    'clock: household_electrical_devices',
    'cloud: large_natural_outdoor_scenes',
    'house: large_man-made_outdoor_things',
    'mountain: large_natural_outdoor_scenes',
    'mushroom: fruit_and_vegetables',
    'orange: fruit_and_vegetables',
    'rocket: vehicles_2',
    'sea: large_natural_outdoor_scenes',
    'sunflower: flowers',
    'television: household_electrical_devices',
  ])
})
