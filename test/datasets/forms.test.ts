import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { benchmarkById, benchmarks } from '#lib/benchmarks/index'
import { layouts } from '#workers/datasets/layouts/index'
import { readBenchmark } from '#workers/datasets/read-benchmark'
import { scanBenchmark } from '#workers/datasets/scan-benchmark'

const fixtures = 'test/fixtures/benchmarks'

test('every benchmark has a layout, and every layout a benchmark', () => {
  expect(Object.keys(layouts).sort()).toEqual(benchmarks.map(({ id }) => id).sort())
})

/** The same items, written by pandas, pyarrow, tar and as files; the first form is the measure of the others. */
const forms: Readonly<Record<string, readonly (readonly [path: string, form: string])[]>> = {
  mmvp: [
    ['mmvp/MMVP.tsv', 'VLMEvalKit TSV'],
    ['mmvp-local/MMVP_local.tsv', 'VLMEvalKit TSV'],
    ['mmvp-official', 'Questions.csv with "MMVP Images"'],
    ['mmvp-zstd/MMVP.parquet', 'parquet'],
    ['mmvp-snappy', 'parquet in 2 parts'],
  ],
  mme: [
    ['mme/MME.tsv', 'VLMEvalKit TSV'],
    ['mme-official', 'folders of subtasks'],
    ['mme-parquet', 'parquet'],
  ],
  mmstar: [
    ['mmstar/MMStar.tsv', 'VLMEvalKit TSV'],
    ['mmstar-parquet/mmstar.parquet', 'parquet'],
  ],
  ai2d: [
    ['ai2d/AI2D_TEST.tsv', 'VLMEvalKit TSV'],
    ['ai2d-parquet', 'parquet'],
  ],
  'q-bench': [
    ['q-bench/Q-Bench1_VAL.tsv', 'VLMEvalKit TSV'],
    ['q-bench-parquet', 'parquet in 3 parts'],
    ['q-bench-official', 'llvisionqa_dev.json with images'],
  ],
  'sqa-img': [
    ['sqa/ScienceQA_TEST.tsv', 'VLMEvalKit TSV'],
    ['sqa-official', 'problems.json and pid_splits.json with images/test'],
    ['sqa-parquet', 'parquet'],
  ],
  chartqa: [
    ['chartqa/ChartQA_TEST.tsv', 'VLMEvalKit TSV'],
    ['chartqa-official', 'test_human.json and test_augmented.json with png'],
    ['chartqa-parquet', 'parquet'],
    ['chartqa-m4', 'parquet'],
  ],
  mathvista: [
    ['mathvista/MathVista_MINI.tsv', 'VLMEvalKit TSV'],
    ['mathvista-official', 'testmini.json with images'],
    ['mathvista-parquet', 'parquet'],
  ],
  'mm-vet': [
    ['mm-vet', 'VLMEvalKit TSV'],
    ['mm-vet-official', 'mm-vet.json with images'],
    ['mm-vet-parquet', 'parquet'],
  ],
  'llava-w': [
    ['llava-w/LLaVABench.tsv', 'VLMEvalKit TSV'],
    ['llava-w-official', 'questions.jsonl, context.jsonl and answers_gpt4.jsonl with images'],
    ['llava-w-parquet', 'parquet'],
  ],
  gsm8k: [
    ['gsm8k-official/test.jsonl', 'lines of JSON'],
    ['gsm8k-official', 'test.jsonl'],
    ['gsm8k-parquet', 'parquet'],
  ],
  pets: [
    ['wds', 'WebDataset of 2 tars'],
    ['labelled-parquet', 'parquet'],
    ['class-folders', 'class folders'],
  ],
  'cifar-100': [
    ['cifar', 'test.bin with fine_label_names.txt'],
    ['cifar-parquet', 'parquet'],
  ],
  docci: [
    ['docci-lines', 'docci_descriptions.jsonlines with images'],
    ['docci-csv', 'test.csv with images'],
  ],
}

describe.each(Object.entries(forms))('the items of %s are the same', (id, [first, ...others]) => {
  const benchmark = benchmarkById(id)
  const hashes = async (path: string) =>
    (await readBenchmark(join(fixtures, path), benchmark)).records.map(({ hash }) => hash).sort()

  test.each(others)('in %s (%s)', async path => {
    const wanted = await hashes(first?.[0] ?? '')
    expect(wanted.length).toBeGreaterThan(1)
    expect(new Set(wanted).size).toBe(wanted.length)
    expect(await hashes(path)).toEqual(wanted)
  })

  test.each([first ?? ['', ''], ...others])('%s is told by its content: %s', async (path, form) => {
    expect((await scanBenchmark(join(fixtures, path), benchmark)).form).toBe(form)
  })
})

test('rows without a picture are dropped and counted, in all forms', async () => {
  for (const [path] of forms['sqa-img'] ?? []) {
    const { report, items } = await scanBenchmark(join(fixtures, path), benchmarkById('sqa-img'))
    expect(report).toMatchObject({ rows: 3, dropped: 1, skipped: [] })
    expect(items).toHaveLength(2)
  }
})

test('what a scorer needs beside the question comes from any form', async () => {
  for (const [path] of forms.mathvista ?? []) {
    const { items } = await scanBenchmark(join(fixtures, path), benchmarkById('mathvista'))
    expect(items.map(({ item }) => item.id)).toEqual(['1', '2', '3'])
    expect(items.map(({ item }) => item.details.precision)).toEqual([undefined, '1', undefined])
    expect(items[0]?.item).toMatchObject({ details: { question_type: 'multi_choice', answer_type: 'text' } })
  }
})

describe('references and lists as pandas writes them', () => {
  const mmstar = benchmarkById('mmstar')

  test('earlier rows, later rows, a chain of earlier ones, a list', async () => {
    const { items, records } = await readBenchmark(join(fixtures, 'references/MMStar.tsv'), mmstar)
    const hashes = records.map(({ imageHash }) => imageHash)
    expect(hashes[0]).toBe(hashes[3])
    expect([hashes[2], hashes[4]]).toEqual([hashes[1], hashes[1]])
    expect(new Set(hashes).size).toBe(3)
    expect(items.map(({ images }) => images.length)).toEqual([1, 1, 1, 1, 1, 2])
  })

  test('an option "None" is missing only where pandas reads', async () => {
    const path = join(fixtures, 'references/MMStar.tsv')
    const labels = (one: Awaited<ReturnType<typeof scanBenchmark>>) =>
      one.items[1]?.item.options.map(({ label }) => label)
    const kept = await scanBenchmark(path, mmstar)
    const missing = await scanBenchmark(path, mmstar, { pandasMissing: true })
    expect([labels(kept), labels(missing)]).toEqual([['A', 'B'], ['A']])
    expect([kept.report.pandasMissing, missing.report.pandasMissing]).toEqual([6, 6])
  })

  test('a row without a picture is dropped', async () => {
    const { items, report } = await readBenchmark(join(fixtures, 'references-dropped/MMStar.tsv'), mmstar)
    expect(items.map(({ id }) => id)).toEqual(['0', '2'])
    expect(report).toMatchObject({ rows: 3, dropped: 1 })
  })
})

describe('classification sets', () => {
  const read = async (path: string, id: string) => {
    const file = await readBenchmark(join(fixtures, path), benchmarkById(id))
    return { ...file, answers: file.items.map(({ id: index, answer }) => [index, answer]) }
  }

  test('WebDataset: class names and templates stand beside the tars', async () => {
    const { classNames, templates, answers } = await read('wds', 'pets')
    expect(classNames).toEqual(['pug', 'persian', 'beagle'])
    expect(templates).toEqual(['a photo of a {c}.', 'a blurry {c}'])
    expect(answers.map(([index]) => index)).toEqual(['s0000000', 's0000001', 's0000002', 's0000003'])
    expect(answers[0]?.[1]?.toLowerCase()).toBe('beagle')
  })

  test('Hugging Face tables name their classes in their metadata', async () => {
    expect((await read('labelled-parquet', 'pets')).classNames).toEqual(['pug', 'persian', 'beagle'])
  })

  test('Aircraft loses its banner of 20 rows', async () => {
    const { sizes, answers } = await read('aircraft', 'aircraft')
    expect(sizes).toEqual([
      { width: 32, height: 12 },
      { width: 32, height: 12 },
    ])
    expect(answers).toEqual([
      ['0000001', '737-200'],
      ['0000002', 'Falcon 2000'],
    ])
  })

  test('Pets, Food101 and CLEVR by their lists', async () => {
    expect((await read('pets', 'pets')).answers.map(([, name]) => name?.toLowerCase())).toEqual([
      'abyssinian',
      'yorkshire terrier',
      'great pyrenees',
    ])
    expect((await read('food', 'food101')).answers.map(([index]) => index)).toEqual([
      'waffles/17',
      'apple_pie/3',
    ])
    expect((await read('clevr', 'clevr-count')).answers.map(([, name]) => name)).toEqual(['3', '10'])
  })
})
