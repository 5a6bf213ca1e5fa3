import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Benchmark } from '#lib/benchmarks/benchmark'
import { benchmarkById, benchmarks } from '#lib/benchmarks/index'
import type { Licence } from '#lib/benchmarks/licence'
import type { ItemRecord } from '#lib/domain/item'
import { buildVariants } from '#lib/leaderboard/harder/build-variants'
import { transformationById, transformations } from '#lib/leaderboard/harder/index'
import { makeHarder, startingItems } from '#lib/leaderboard/harder/make-harder'
import { type TransformationId, transformationIds, type VariantItem } from '#lib/leaderboard/harder/variant'
import { variantBenchmark } from '#lib/leaderboard/harder/variant-benchmark'
import { type VariantExport, variantLines, variantManifest } from '#lib/leaderboard/harder/variant-files'
import { variantRow } from '#lib/leaderboard/harder/variant-row'
import { evidenceItems } from '#lib/leaderboard/items/evidence-items'
import { layOutUnits } from '#lib/leaderboard/unit-layout'
import { readBenchmark } from '#workers/datasets/read-benchmark'
import { picture } from '../../datasets/write-tsv'
import { temporaryFolder } from '../../support/temporary-folder'
import { built, choice, sourceOf, yesNo } from './some-items'

const texts = ['a cat, or\ttwo', 'a "dog"', 'a bird\nflying', 'fish']
const question = 'What is\nthere?'
const items = Array.from({ length: 6 }, (_, at) =>
  choice(at, texts, { question, category: `c${at % 2}`, imageHash: `p${at}` }, at % 4),
)
const source = sourceOf(items)

function variantsOf(id: TransformationId): readonly VariantItem[] {
  return buildVariants(transformationById(id), source).variants
}

/** The rows of some variants as items again, each with the picture of the item it shows. */
function readBack(benchmark: Benchmark, variants: readonly VariantItem[]): ItemRecord[] {
  return variants.map(variant => ({
    ...benchmark.toItem(variantRow(variant, 'nothing')),
    imageHash: `picture of ${variant.picture.item}`,
    hash: variant.id,
  }))
}

function request(id: TransformationId, rest: Partial<VariantExport> = {}): VariantExport {
  return {
    benchmark: benchmarkById('mmstar'),
    transformation: id,
    seed: 1,
    variants: variantsOf(id),
    format: 'tsv',
    audience: 'owner',
    picture: ({ item }) => picture(Number(item)),
    ...rest,
  }
}

async function written(of: VariantExport): Promise<string> {
  let text = ''
  for await (const line of variantLines(of)) text += line
  return text
}

test('every transformation is there once, under its id; unknown ones are refused', () => {
  expect(transformations.map(({ id }) => id)).toEqual([...transformationIds])
  expect(() => transformationById('harder')).toThrow('is not one of subset, option-shuffle')
})

describe('a written file', () => {
  test.each(['option-shuffle', 'circular', 'counter-image', 'crossed-group'] as const)(
    '%s is read back as it was built',
    async id => {
      const benchmark = variantBenchmark(benchmarkById('mmstar'), id)
      if (!benchmark) throw new Error('no benchmark')
      const path = join(temporaryFolder(), `mmstar-${id}.tsv`)
      writeFileSync(path, await written(request(id)))
      // The form of the file is that of the source.
      const { records } = await readBenchmark(path, { ...benchmark, id: 'mmstar' })
      const variants = variantsOf(id)
      expect(variants.length).toBeGreaterThan(5)
      expect(
        records.map(({ id, question, options, answer, group, category }) => ({
          id,
          question,
          options,
          answer,
          group,
          category,
        })),
      ).toEqual(variants.map(({ id, group, category, turns: [turn] }) => ({ id, group, category, ...turn })))
      const units = benchmark.units(records)
      expect(units.length).toBe(new Set(variants.map(({ group }) => group)).size)
      expect(units[0].guessFloor).toBeCloseTo(variants[0].guessFloor, 12)
      // A group is right only if all of it is.
      expect(benchmark.unitValue([1, 1, 0])).toBe(0)
    },
  )

  test('has each picture once, and names its row where it is used again', async () => {
    const lines = (await written(request('circular', { format: 'jsonl' }))).trimEnd().split('\n')
    const images = lines.map(line => JSON.parse(line).image)
    expect(images[0].length).toBeGreaterThan(64)
    expect(images.slice(1, 4)).toEqual(['0~circular~0', '0~circular~0', '0~circular~0'])
    expect(images[4]).toBe(await picture(1))
  })

  test('a conversation is lists in its cells, and no benchmark of one prompt', async () => {
    const [line] = (await written(request('multi-turn', { format: 'jsonl' }))).split('\n')
    const row = JSON.parse(line)
    expect(JSON.parse(row.question).length).toBe(3)
    expect(JSON.parse(row.answer)).toEqual(['A', '1', '1'])
    expect(variantBenchmark(benchmarkById('mmstar'), 'multi-turn')).toBeNull()
  })
})

describe('what a licence keeps', () => {
  const licensed = (disclosure: Licence['export'], id: TransformationId = 'ten-options') => {
    const numbers = ['3', '5', '4', '7']
    const own = sourceOf([
      choice(0, numbers, { question: 'Secret hint\nSecret question?', details: { hint: 'Secret hint' } }),
    ])
    const benchmark = benchmarkById('mmstar')
    const { variants } = buildVariants(transformationById(id), own)
    return request(id, {
      benchmark: { ...benchmark, licence: { ...benchmark.licence, export: disclosure } },
      audience: 'public',
      variants,
      format: 'jsonl',
    })
  }

  test('nothing: ids, transformation and provenance, no word and no picture', async () => {
    for (const { id } of transformations) {
      const file = await written(licensed('nothing', id))
      expect(file).not.toMatch(/Secret|"answer"|"image"|"question"|"A"|"hint"/)
    }
    const row = JSON.parse(await written(licensed('nothing')))
    expect(row).toMatchObject({ index: '0~ten-options', transformation: 'ten-options', parents: '["0"]' })
    expect(JSON.parse(row.key)).toEqual({ seed: 1, probe: 'harder', condition: 'ten-options', item: '0' })
    const manifest = JSON.parse(variantManifest(licensed('nothing')))
    expect(manifest).toMatchObject({ withheld: 'items', rows: 1, groups: 1 })
    expect(manifest.rebuild).toBe(
      'npm run parallax -- harder mmstar --transformation ten-options --seed 1 --items mmstar-ten-options.jsonl --out mmstar-ten-options-rebuilt.jsonl',
    )
  })

  test('text: the words without the pictures; items: all of it', async () => {
    const text = JSON.parse(await written(licensed('text')))
    expect(text.question).toContain('Secret')
    expect(text.image).toBeUndefined()
    const all = JSON.parse(await written(licensed('items')))
    expect(all.image).toBe(await picture(0))
    expect(JSON.parse(variantManifest(licensed('items'))).withheld).toBeNull()
  })

  test('the owner of a copy gets everything', async () => {
    const row = JSON.parse(await written({ ...licensed('nothing'), audience: 'owner' }))
    expect(row.question).toContain('Secret')
    expect(row.image).toBe(await picture(0))
  })
})

describe('rebuilding', () => {
  test('a file without the items is made whole again from what it names', async () => {
    const { lines, variants, manifest } = makeHarder({
      benchmark: benchmarkById('mmstar'),
      items,
      transformation: 'counter-image',
      seed: 3,
      only: new Set(['1', '4']),
      format: 'jsonl',
      audience: 'public',
      picture: () => Promise.reject(new Error('no picture is asked for')),
    })
    let withheld = ''
    for await (const line of lines) withheld += line
    const rows = withheld
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    const again = makeHarder({
      benchmark: benchmarkById('mmstar'),
      items,
      transformation: 'counter-image',
      seed: JSON.parse(manifest).seed,
      only: startingItems(rows),
      format: 'jsonl',
      audience: 'owner',
      picture: ({ item }) => picture(Number(item)),
    })
    expect(again.variants).toEqual(variants)
    expect(variants.length).toBe(4)
  })

  test.each([undefined, 'no list', '[]', '[7]', '{}'])('a row made of %s is refused', parents => {
    expect(() => startingItems([{ index: 'x', ...(parents ? { parents } : {}) }])).toThrow(
      'row x does not say',
    )
  })

  test('a floor that is no share of 1 is refused, naming its column', () => {
    const benchmark = variantBenchmark(benchmarkById('mmstar'), 'circular')
    const row = { index: '1', question: 'q', answer: 'A', group: 'g', guess_floor: '0.00390625' }
    expect(benchmark?.toItem(row).details).toEqual({ guess_floor: '0.00390625' })
    expect(benchmark?.toItem({ ...row, guess_floor: '1e-10' }).id).toBe('1')
    for (const guess_floor of ['1', '-0.5', 'x', 'NaN'])
      expect(() => benchmark?.toItem({ ...row, guess_floor })).toThrow('guess_floor')
  })
})

describe('building', () => {
  test('a pair that is found from both of its items is made once', () => {
    const pair = sourceOf([choice(0, texts, { question }, 0), choice(1, texts, { question }, 1)])
    const { variants } = buildVariants(transformationById('counter-image'), pair)
    expect(variants.map(({ id }) => id)).toEqual(['0~counter-image~own', '0~counter-image~other'])
  })

  test('a subset holds whole units, as they are', () => {
    const pairs = sourceOf(
      [0, 1, 2, 3].map(at => choice(at, ['open', 'closed'], { question: `Pair ${at >> 1}?` }, at % 2)),
      {},
      'mmvp',
    )
    const { variants } = buildVariants(transformationById('subset'), pairs, new Set(['3']))
    expect(variants.map(({ id, group, guessFloor }) => [id, group, guessFloor])).toEqual([
      ['2', '2+3', 0.25],
      ['3', '2+3', 0.25],
    ])
  })

  test('a subset of MME is judged as MME is: by picture, half for accuracy and half for both right', () => {
    const asked = sourceOf(
      [0, 1, 2, 3].map(at =>
        yesNo(at, at % 2 ? 'No' : 'Yes', { category: `task ${at >> 1}`, group: `p${at >> 1}` }),
      ),
      {},
      'mme',
    )
    const { variants } = buildVariants(transformationById('subset'), asked)
    expect(variants.map(({ group, guessFloor }) => [group, guessFloor])).toEqual([
      ['0+1', 0.375],
      ['0+1', 0.375],
      ['2+3', 0.375],
      ['2+3', 0.375],
    ])
    const benchmark = variantBenchmark(benchmarkById('mme'), 'subset')
    if (!benchmark) throw new Error('no benchmark')
    const layout = layOutUnits(benchmark, readBack(benchmark, variants))
    expect(layout).toMatchObject({ floors: Float64Array.of(0.375, 0.375), design: { strata: 2 } })
    expect(benchmark.unitValue([1, 0])).toBe(0.25)
    expect(benchmark.complaint(readBack(benchmark, variants.slice(1)))).toContain('not 2')
  })

  test('a question with yes or no is guessed half the time, in a variant too', () => {
    const asked = sourceOf(
      [yesNo(0, 'Yes', { question: 'As shown in the picture, is there a dog?' })],
      {},
      'mme',
    )
    expect(built('hint-removed', asked)).toMatchObject([{ guessFloor: 0.5 }])
  })

  test('what has no variant is listed with its reason', () => {
    const mixed = sourceOf([choice(0, texts), choice(1, ['1', '2', '3'])])
    const { variants, excluded } = buildVariants(transformationById('circular'), mixed)
    expect(variants.length).toBe(4)
    expect(excluded).toEqual([{ item: '1', reason: 'its options are numbers in order' }])
  })

  test('variants of one picture stay in one cluster', () => {
    const same = sourceOf(items.map(item => ({ ...item, imageHash: 'one' })))
    const { variants } = buildVariants(transformationById('option-shuffle'), same)
    expect(new Set(variants.map(({ cluster }) => cluster))).toEqual(new Set(['0']))
  })

  test('variants keep the cluster of their parents where nothing else joins them', () => {
    // The file of the source has the first two in a group; their variants have neither picture nor group in common.
    const joined = sourceOf(items.map((item, at) => ({ ...item, group: at < 2 ? 'pair' : '' })))
    const { variants } = buildVariants(transformationById('option-shuffle'), joined)
    const benchmark = variantBenchmark(benchmarkById('mmstar'), 'option-shuffle')
    if (!benchmark) throw new Error('no benchmark')
    const records = readBack(benchmark, variants)
    const { cluster } = layOutUnits(benchmark, records).design
    expect(cluster[0]).toBe(cluster[1])
    expect(new Set(cluster).size).toBe(variants.length - 1)
    expect(evidenceItems(benchmark, records).map(item => item.cluster)).toEqual([...cluster])
  })

  test('a picture of another item brings the cluster of that item along', () => {
    const pair = sourceOf([choice(0, texts, { question }, 0), choice(1, texts, { question }, 1)])
    for (const id of ['counter-image', 'crossed-group'] as const)
      expect(new Set(built(id, pair).map(({ cluster }) => cluster))).toEqual(new Set(['0', '1']))
  })
})

test('every benchmark with answers can be asked as variants', () => {
  for (const source of benchmarks.filter(({ scorer }) => scorer !== null))
    for (const { id } of transformations) {
      const benchmark = variantBenchmark(source, id)
      if (id === 'multi-turn') expect(benchmark).toBeNull()
      else
        expect(benchmark).toMatchObject({ id: `${source.id}-${id}`, licence: source.licence, ranked: false })
    }
})

test('crossed groups are counted by question, by picture and altogether', () => {
  const benchmark = variantBenchmark(benchmarkById('mmvp'), 'crossed-group')
  const rows = ['a', 'b'].flatMap(group =>
    [1, 2, 3, 4].map(at => ({
      ...{ index: `${group}${at}`, question: 'q', answer: 'Yes', group, guess_floor: '0.0625' },
      parents: '["1","2"]',
    })),
  )
  const records = rows.flatMap(row => {
    const item = benchmark?.toItem(row)
    return item ? [{ ...item, imageHash: row.index, hash: row.index }] : []
  })
  // The first group misses one picture of its second question; the second has its first picture alone.
  const scores = [1, 1, 1, 0, 1, 0, 1, 0].map(value => ({ value }))
  expect(benchmark?.metrics(records, scores)).toEqual([
    { id: 'group', value: 0, n: 2 },
    { id: 'average', value: 62.5, n: 8 },
    { id: 'question', value: 25, n: 2 },
    { id: 'image', value: 50, n: 2 },
  ])
})
