import { expect, test } from 'vitest'
import type { Benchmark, Row } from '#lib/benchmarks/benchmark'
import { chartqa } from '#lib/benchmarks/chartqa'
import { gsm8k } from '#lib/benchmarks/gsm8k'
import { mmVet } from '#lib/benchmarks/mm-vet'
import { mmvp } from '#lib/benchmarks/mmvp'
import type { SuiteId } from '#lib/domain/suite'
import { referenceProbe } from '#lib/probes/reference'
import { upTo } from '#test/probes/made-subject'
import { evaluateSlice } from '#workers/evaluation/evaluate-slice'
import { type Result, ResultTable } from '#workers/evaluation/result-table'
import { fakeCheckpoint } from './fake-checkpoint'
import { greyPicture, madeFile } from './made-item'

/** Results of the unprobed answers. */
async function resultsOf(
  benchmark: Benchmark,
  rows: readonly Row[],
  said: readonly string[],
  suite: SuiteId = 'standard',
): Promise<Result[]> {
  const file = madeFile(benchmark, rows, at => (benchmark.pictures === 'none' ? [] : [greyPicture(at + 1)]))
  const answers = new Map(rows.map((row, at) => [row.question ?? '', said[at] ?? '']))
  const checkpoint = fakeCheckpoint('fake', ({ question }) => {
    const asked = [...answers.keys()].find(one => question.includes(one))
    return answers.get(asked ?? '') ?? ''
  })
  const table = new ResultTable(benchmark, file.title, file.records)
  const slice = {
    file,
    probes: [referenceProbe],
    suite,
    firstItem: 0,
    endItem: rows.length,
    batchItems: 1,
    storedBatches: [],
  } as const
  for await (const batch of evaluateSlice(checkpoint, slice, () => undefined)) table.add(batch)
  return table.results().filter(({ condition }) => condition === 'reference')
}

test('every scorer that needs no judge stands in a line of its own', async () => {
  const rows = [
    { index: '0', question: 'First?', answer: '#### 42' },
    { index: '1', question: 'Second?', answer: '#### 42' },
  ]
  const results = await resultsOf(gsm8k, rows, ['The answer is 42', 'It is 42.'])
  expect(
    results.map(({ scorer, metrics: [headline], nUnparsed }) => [scorer, headline?.value, nUnparsed]),
  ).toEqual([
    ['gsm8k.flexible', 100, 0],
    ['gsm8k.strict-cot', 0, 1],
    ['gsm8k.hash-lm-eval', 0, 2],
    ['gsm8k.hash-official', 0, 2],
  ])
  expect(results[0]).toMatchObject({
    title: 'GSM8K_MADE',
    promptProfile: 'wei-8-shot',
    n: 2,
    nTruncated: 0,
    nNotScored: 0,
    judge: null,
  })
})

test('counts rules, final periods, and what a lenient reading would give', async () => {
  const rows = ['First?', 'Second?', 'Third?'].map((question, at) => ({
    index: String(at),
    question,
    answer: 'Blue',
    split: 'test_human',
  }))
  const [own] = await resultsOf(chartqa, rows, ['blue.', 'Blue', 'green.'])
  expect(own).toMatchObject({ scorer: 'chartqa.relaxed.vlmevalkit', periodOnlyMisses: 1, n: 3 })
  expect(own?.metrics[0]?.value).toBeCloseTo(100 / 3)
  expect(own?.lenientMetrics[0]?.value).toBeCloseTo(200 / 3)
  expect(Object.values(own?.rules ?? {}).reduce((sum, count) => sum + count, 0)).toBe(3)
})

test('without a judge there is no number, and it says so; the stand-in is there where it was chosen', async () => {
  const rows = [{ index: 'v1_0', question: 'What?', answer: 'a boat', category: 'rec' }]
  const results = await resultsOf(mmVet, rows, ['a boat'])
  expect(results).toHaveLength(1)
  expect(results[0]).toMatchObject({
    scorer: 'mmvet.judge.official',
    n: 1,
    nNotScored: 1,
    notScored: 'no judge',
    metrics: [],
    lenientMetrics: [],
  })
  const chosen = await resultsOf(mmVet, rows, ['a boat'], 'demo')
  expect(chosen).toHaveLength(1)
  expect(chosen[0]).toMatchObject({ scorer: 'mmvet.offline', nNotScored: 0, notScored: null })
  expect(chosen[0]?.metrics[0]?.value).toBe(100)
})

test('an answer to an item of another run is an error', () => {
  const table = new ResultTable(mmVet, 'MMVet', [])
  const response = {
    item: '9',
    probe: 'reference',
    condition: 'reference',
    prompt: '',
    text: '',
    generatedIds: [],
    truncated: false,
    parsed: null,
    rule: null,
    score: 0,
  }
  const batch = { firstItem: 0, endItem: 1, scorer: 'mmvet.offline', promptProfile: 'llava' }
  expect(() => table.add({ ...batch, responses: [response] })).toThrow('MMVet has no item 9')
})

test('numbers are over the items that were asked, and turned options are read as they were shown', async () => {
  const rows = upTo(8).map(at => ({
    index: String(at),
    question: `Which, ${Math.floor(at / 2)}?`,
    A: 'one',
    B: 'other',
    answer: at % 2 === 0 ? 'A' : 'B',
  }))
  const file = madeFile(mmvp, rows, at => [greyPicture(at + 1)])
  const table = new ResultTable(mmvp, file.title, file.records)
  const answered = (condition: string, said: (answer: string) => string) =>
    file.records.slice(4).map(({ id, answer }) => ({
      ...{ item: id, probe: 'option-rotation', condition, prompt: '', generatedIds: [], truncated: false },
      ...{ text: said(answer), parsed: said(answer), rule: 'letter', score: 1 },
    }))
  table.add({
    ...{ firstItem: 4, endItem: 8, scorer: 'mcq.vlmevalkit', promptProfile: 'llava' },
    responses: [
      ...answered('rotation-0', answer => answer),
      ...answered('rotation-1', answer => (answer === 'A' ? 'B' : 'A')),
    ],
  })
  for (const { metrics, n } of table.results()) {
    expect(n).toBe(4)
    // Two pairs were asked, and both are right whichever scorer reads them.
    expect(metrics.find(({ id }) => id === 'pair')).toEqual({ id: 'pair', value: 100, n: 2 })
  }
})
