import { describe, expect, test } from 'vitest'
import { gsm8k } from '#lib/benchmarks/gsm8k'
import { llavaW } from '#lib/benchmarks/llava-w'
import { mmVet } from '#lib/benchmarks/mm-vet'
import { mmstar } from '#lib/benchmarks/mmstar'
import { mmvp } from '#lib/benchmarks/mmvp'
import type { SuiteId } from '#lib/domain/suite'
import { type OutcomeBatch, outcomeBatch } from '#lib/domain/work'
import { type Means, ownMeans } from '#lib/probes/suite-conditions'
import { checkBatch, type ExpectedBatch } from '#lib/submissions/check-batch'
import { madeFile } from '#test/evaluation/made-item'
import { madeShape, upTo } from '#test/probes/made-subject'
import { answeredBatch, type Said } from '#test/support/answered-batch'
import type { EvaluatedFile } from '#workers/evaluation/evaluate-slice'

const vet = madeFile(mmVet, [{ index: 'v1_0', question: 'What is x?', answer: '1', category: 'math' }])
const wild = madeFile(llavaW, [
  { index: '1', question: 'Describe.', caption: 'A boat.', gpt4_ans: 'A boat.', category: 'conv' },
])
const sums = madeFile(gsm8k, [{ index: '0', question: 'How many?', answer: '#### 2' }], () => [])
const star = madeFile(
  mmstar,
  upTo(120).map(at => ({
    ...{ index: `${at}`, question: 'Which?', answer: 'ABCD'[at % 4] ?? '', category: `category ${at % 6}` },
    ...{ A: 'red', B: 'green', C: 'blue', D: 'grey' },
  })),
)
const pairs = madeFile(
  mmvp,
  upTo(4).map(at => ({ index: `${at}`, question: 'Which?', answer: 'AB'[at % 2] ?? '', A: 'one', B: 'two' })),
)

interface Pushed {
  readonly batch: OutcomeBatch
  readonly expected: ExpectedBatch
}

/** What a worker pushes of the first items of a file, as it comes over the wire, and what the portal expects. */
function pushed(file: EvaluatedFile, suite: SuiteId, said: Said, means: Means = ownMeans): Pushed {
  const expected = {
    benchmark: file.benchmark.id,
    suite,
    checkpoint: madeShape(8, 2),
    items: file.records,
    means,
  }
  const range = [0, Math.min(10, file.items.length)] as const
  const sent: unknown = JSON.parse(
    JSON.stringify({ attempt: 1, ...answeredBatch(expected, range, () => said) }),
  )
  return { batch: outcomeBatch.parse(sent), expected }
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
  test('is stored without one: answers and no score', () => {
    const { batch, expected } = pushed(vet, 'standard', { text: '2' })
    expect(batch.outcomes[0]?.scores).toEqual([null])
    expect(() => checkBatch(expected, batch)).not.toThrow()
  })

  test('has the plain answers alone where the run has none', () => {
    const { batch, expected } = pushed(vet, 'standard', { text: '2' }, ['weights'])
    expect(batch.outcomes.map(({ condition }) => condition)).toEqual(['reference', 'no-image'])
    expect(() => checkBatch(expected, batch)).not.toThrow()
    expect(() => checkBatch({ ...expected, means: ['weights', 'judge'] }, batch)).toThrow(
      'it has 2 conditions',
    )
  })

  test('a score that nobody judged is refused', () => {
    const { batch, expected } = pushed(vet, 'standard', { text: '2' })
    expect(() => checkBatch(expected, changed(batch, { outcome: { scores: [1] } }))).toThrow(
      'item v1_0 under reference reference scores null here, not 1',
    )
    expect(() => checkBatch(expected, changed(batch, { outcome: { scores: [0] } }))).toThrow('not 0')
  })

  test('a score is held against what the judge said', () => {
    const { batch, expected } = pushed(vet, 'standard', { text: '2', replies: ['0.4'] })
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

  test('so is what the reference answer got', () => {
    const { batch, expected } = pushed(wild, 'standard', { text: 'A boat.', replies: ['8 6'] })
    expect(batch.outcomes[0]).toMatchObject({ scores: [0.6], against: [0.8] })
    expect(() => checkBatch(expected, batch)).not.toThrow()
    expect(() => checkBatch(expected, changed(batch, { outcome: { against: [0.6] } }))).toThrow(
      'the reference answer of item 1 under reference reference gets 0.8 here, not 0.6',
    )
    expect(() => checkBatch(expected, changed(batch, { outcome: { against: [] } }))).toThrow('for 1 items')
  })

  test('the demo suite takes the stand-in and no judge', () => {
    const { batch, expected } = pushed(vet, 'demo', { text: '2', replies: ['1.0'] })
    expect(batch.scorer).toBe('mmvet.offline')
    expect(() => checkBatch(expected, batch)).not.toThrow()
    expect(() => checkBatch({ ...expected, suite: 'standard' }, batch)).toThrow(
      'scored by mmvet.offline under prompt profile llava, not mmvet.judge.official under llava',
    )
  })
})

test('a batch of questions without pictures has the reference and nothing else', () => {
  const { batch, expected } = pushed(sums, 'standard', { text: 'The answer is 2.' })
  expect(batch.outcomes.map(({ condition, scores }) => [condition, scores])).toEqual([['reference', [1]]])
  expect(() => checkBatch(expected, batch)).not.toThrow()
})

describe('a batch of which conditions ask some items', () => {
  const { batch, expected } = pushed(star, 'demo', { text: 'A' })
  const [reference] = batch.outcomes
  const asked = reference?.asked ?? []

  test('says who was asked, has one answer for each, and is stored', () => {
    expect(asked).toHaveLength(10)
    expect(asked).toContain(true)
    expect(asked).toContain(false)
    expect(reference?.scores.map(score => score !== null)).toEqual(asked)
    expect(() => checkBatch(expected, batch)).not.toThrow()
  })

  test.each([
    ['an item more', false, 'is not on the list of reference reference, and was asked'],
    ['an item less', true, 'is on the list of reference reference, and was not asked'],
  ])('is refused with %s', (_, was, message) => {
    const at = asked.indexOf(was)
    const item = star.records[at]?.id ?? ''
    const response = batch.responses[0]
    if (!reference || !response) throw new Error('an empty batch')
    const own = (one: { item: string; probe: string; condition: string }) =>
      one.item === item && one.probe === 'reference' && one.condition === 'reference'
    const outcome = {
      ...reference,
      asked: asked.with(at, !was),
      scores: reference.scores.with(at, was ? null : 0),
    }
    const responses = was
      ? batch.responses.filter(one => !own(one))
      : [...batch.responses, { ...response, item }]
    expect(() =>
      checkBatch(expected, { ...batch, outcomes: [outcome, ...batch.outcomes.slice(1)], responses }),
    ).toThrow(`item ${item} ${message}`)
  })

  test('is refused with an outcome of an item that was not asked', () => {
    const at = asked.indexOf(false)
    for (const outcome of [
      { scores: reference?.scores.with(at, 0) ?? [] },
      { unparsed: asked.map((_, place) => place === at) },
      { changed: asked.map((_, place) => place === at) },
    ])
      expect(() => checkBatch(expected, changed(batch, { outcome }))).toThrow('was not asked under reference')
    expect(() => checkBatch(expected, changed(batch, { outcome: { asked: [true] } }))).toThrow('for 10 items')
  })

  test('may say so or not where it asks all of them', () => {
    const whole = pushed(star, 'standard', { text: 'A' })
    expect(whole.batch.outcomes[0]).not.toHaveProperty('asked')
    expect(() => checkBatch(whole.expected, whole.batch)).not.toThrow()
    const said = changed(whole.batch, { outcome: { asked: upTo(10).map(() => true) } })
    expect(() => checkBatch(whole.expected, said)).not.toThrow()
  })
})

test('an item whose caption has no picture may be left out under synthesized pictures, and nowhere else', () => {
  const { batch, expected } = pushed(pairs, 'standard', { text: 'A' }, ['weights', 'judge', 'synthesizer'])
  const without = (probe: string): OutcomeBatch => ({
    ...batch,
    outcomes: batch.outcomes.map(one =>
      one.probe === probe
        ? {
            ...one,
            asked: [true, true, true, false],
            scores: one.scores.with(3, null),
            unparsed: one.unparsed.with(3, false),
          }
        : one,
    ),
    responses: batch.responses.filter(one => one.probe !== probe || one.item !== '3'),
  })
  expect(() => checkBatch(expected, batch)).not.toThrow()
  expect(() => checkBatch(expected, without('synthesized-image'))).not.toThrow()
  expect(() => checkBatch(expected, without('permutation'))).toThrow(
    'item 3 is on the list of permutation seed-1',
  )
})

test('gold goes with its text where the options are turned', () => {
  const { batch, expected } = pushed(star, 'standard', { text: 'A' })
  const scores = (condition: string) => batch.outcomes.find(one => one.condition === condition)?.scores
  // Gold letters are A, B, C, D, A, … on the page of the file: A under turn k where gold was 4 - k places on.
  expect(scores('rotation-0')).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1, 0])
  expect(scores('rotation-1')).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 0, 0])
  expect(scores('rotation-3')).toEqual([0, 1, 0, 0, 0, 1, 0, 0, 0, 1])
  expect(() => checkBatch(expected, batch)).not.toThrow()
})
