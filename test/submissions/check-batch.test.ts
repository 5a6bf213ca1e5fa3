import { describe, expect, test } from 'vitest'
import { gsm8k } from '#lib/benchmarks/gsm8k'
import { llavaW } from '#lib/benchmarks/llava-w'
import { mmVet } from '#lib/benchmarks/mm-vet'
import type { Judge } from '#lib/domain/judge'
import type { SuiteId } from '#lib/domain/suite'
import { type OutcomeBatch, outcomeBatch } from '#lib/domain/work'
import { probes } from '#lib/probes/index'
import { checkBatch } from '#lib/submissions/check-batch'
import { fakeCheckpoint } from '#test/evaluation/fake-checkpoint'
import { madeFile } from '#test/evaluation/made-item'
import { type EvaluatedFile, evaluateSlice } from '#workers/evaluation/evaluate-slice'

const vet = madeFile(mmVet, [{ index: 'v1_0', question: 'What is x?', answer: '1', category: 'math' }])
const wild = madeFile(llavaW, [
  { index: '1', question: 'Describe.', caption: 'A boat.', gpt4_ans: 'A boat.', category: 'conv' },
])
const sums = madeFile(gsm8k, [{ index: '0', question: 'How many?', answer: '#### 2' }], () => [])

const judgeSaying = (text: string): Judge => ({ ask: async () => ({ text, model: 'judge-7' }) })

/** What a worker pushes of a file, as it comes over the wire, and what the portal expects. */
async function pushed(file: EvaluatedFile, suite: SuiteId, judge: Judge | null = null) {
  const slice = { file, probes, suite, firstItem: 0, endItem: 1, batchItems: 1, storedBatches: [], judge }
  const checkpoint = fakeCheckpoint('fake', () => 'The answer is 2.')
  for await (const batch of evaluateSlice(checkpoint, slice, () => undefined)) {
    const sent: unknown = JSON.parse(JSON.stringify({ attempt: 1, ...batch }))
    const expected = { benchmark: file.benchmark.id, suite, smallestSide: 8, items: file.records }
    return { batch: outcomeBatch.parse(sent), expected }
  }
  throw new Error('no batch')
}

/** The batch with its first score or answer changed. */
function changed(
  batch: OutcomeBatch,
  change: {
    readonly outcome?: Partial<OutcomeBatch['outcomes'][number]>
    readonly response?: Partial<OutcomeBatch['responses'][number]>
  },
): OutcomeBatch {
  const [outcome, ...outcomes] = batch.outcomes
  const [response, ...responses] = batch.responses
  if (!outcome || !response) throw new Error('an empty batch')
  return {
    ...batch,
    outcomes: [{ ...outcome, ...change.outcome }, ...outcomes],
    responses: [{ ...response, ...change.response }, ...responses],
  }
}

describe('a batch that needs a judge', () => {
  test('is stored without one: answers and no score', async () => {
    const { batch, expected } = await pushed(vet, 'standard')
    expect(batch.outcomes[0]?.scores).toEqual([null])
    expect(() => checkBatch(expected, batch)).not.toThrow()
  })

  test('a score that nobody judged is refused', async () => {
    const { batch, expected } = await pushed(vet, 'standard')
    expect(() => checkBatch(expected, changed(batch, { outcome: { scores: [1] } }))).toThrow(
      'item v1_0 under reference reference scores null here, not 1',
    )
    expect(() => checkBatch(expected, changed(batch, { outcome: { scores: [0] } }))).toThrow('not 0')
  })

  test('a score is held against what the judge said', async () => {
    const { batch, expected } = await pushed(vet, 'standard', judgeSaying('0.4'))
    expect(batch.outcomes[0]?.scores).toEqual([0.4])
    expect(() => checkBatch(expected, batch)).not.toThrow()
    expect(() => checkBatch(expected, changed(batch, { outcome: { scores: [0.9] } }))).toThrow(
      'scores 0.4 here, not 0.9',
    )
    const judge = { model: 'judge-7', prompt: 'ours-1', replies: ['1.0'] }
    expect(() => checkBatch(expected, changed(batch, { response: { judge } }))).toThrow(
      'scores 1 here, not 0.4',
    )
  })

  test('so is what the reference answer got', async () => {
    const { batch, expected } = await pushed(wild, 'standard', judgeSaying('8 6'))
    expect(batch.outcomes[0]).toMatchObject({ scores: [0.6], against: [0.8] })
    expect(() => checkBatch(expected, batch)).not.toThrow()
    expect(() => checkBatch(expected, changed(batch, { outcome: { against: [0.6] } }))).toThrow(
      'the reference answer of item 1 under reference reference gets 0.8 here, not 0.6',
    )
    expect(() => checkBatch(expected, changed(batch, { outcome: { against: [] } }))).toThrow('for 1 items')
  })

  test('the demo suite takes the stand-in and no judge', async () => {
    const { batch, expected } = await pushed(vet, 'demo', judgeSaying('1.0'))
    expect(batch.scorer).toBe('mmvet.offline')
    expect(() => checkBatch(expected, batch)).not.toThrow()
    expect(() => checkBatch({ ...expected, suite: 'standard' }, batch)).toThrow(
      'scored by mmvet.offline under prompt profile llava, not mmvet.judge.official under llava',
    )
  })
})

test('a batch of questions without pictures has the reference and nothing else', async () => {
  const { batch, expected } = await pushed(sums, 'standard')
  expect(batch.outcomes.map(({ condition, scores }) => [condition, scores])).toEqual([['reference', [1]]])
  expect(() => checkBatch(expected, batch)).not.toThrow()
})
