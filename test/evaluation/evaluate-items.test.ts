import { describe, expect, test } from 'vitest'
import { gsm8k } from '#lib/benchmarks/gsm8k'
import { benchmarkById } from '#lib/benchmarks/index'
import { llavaW } from '#lib/benchmarks/llava-w'
import { mmVet } from '#lib/benchmarks/mm-vet'
import { mmvp } from '#lib/benchmarks/mmvp'
import type { Judge } from '#lib/domain/judge'
import { Refusal } from '#lib/domain/refusal'
import { probes } from '#lib/probes/index'
import { referenceProbe } from '#lib/probes/reference'
import { type EvaluatedBatch, evaluateSlice, type SliceRequest } from '#workers/evaluation/evaluate-slice'
import { JudgeFailure } from '#workers/services/judge-call'
import { type FakeCheckpoint, fakeCheckpoint } from './fake-checkpoint'
import { greyPicture, madeFile } from './made-item'

const choice = { index: '1', question: 'Which?', A: 'one', B: 'other', answer: 'A' }
const vet = { index: 'v1_0', question: 'What is x?', answer: '1', category: 'math' }

async function evaluate(
  checkpoint: FakeCheckpoint,
  file: SliceRequest['file'],
  rest: Partial<SliceRequest> = {},
): Promise<EvaluatedBatch> {
  const request = {
    file,
    probes,
    suite: 'standard',
    firstItem: 0,
    endItem: file.items.length,
    batchItems: 100,
    storedBatches: [],
    ...rest,
  } as const
  const batches: EvaluatedBatch[] = []
  for await (const batch of evaluateSlice(checkpoint, request, () => undefined)) batches.push(batch)
  const [only] = batches
  if (!only || batches.length > 1) throw new Error(`${batches.length} batches`)
  return only
}

/** Says what it is told to, in turn, and remembers what it was asked. */
function scriptedJudge(...said: (string | Error)[]): Judge & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    name: 'judge-7',
    asked,
    async ask({ messages }) {
      const next = said[Math.min(asked.length, said.length - 1)] ?? ''
      asked.push(messages.map(({ content }) => content).join('\n'))
      if (next instanceof Error) throw next
      return { text: next, model: 'judge-7' }
    },
  }
}

test('a question that outgrows the checkpoint is named', async () => {
  const file = madeFile(gsm8k, [{ index: '7', question: 'How many?', answer: '#### 2' }], () => [])
  const checkpoint = fakeCheckpoint('fake', () => {
    throw new Refusal('too-many-tokens', 'a sequence of 1536 tokens; the checkpoint has 512 positions')
  })
  await expect(evaluate(checkpoint, file)).rejects.toMatchObject({
    reason: 'too-many-tokens',
    message: 'GSM8K, item 7: a sequence of 1536 tokens; the checkpoint has 512 positions',
  })
})

describe('a question without a picture', () => {
  const file = madeFile(gsm8k, [{ index: '0', question: 'How many?', answer: '1 + 1 = 2\n#### 2' }], () => [])

  test('is a completion, asked once, under the reference alone', async () => {
    const checkpoint = fakeCheckpoint('fake', () => 'It is 1 + 1. The answer is 2.')
    const { outcomes, responses, promptProfile, scorer } = await evaluate(checkpoint, file)
    expect(checkpoint.encoded()).toBe(0)
    expect(checkpoint.asked).toEqual([
      {
        question: gsm8k.prompt({ id: '0', question: 'How many?', options: [], details: {} }),
        visualTokens: [],
        maxNewTokens: 512,
        raw: true,
        stopTexts: ['Q:', '</s>', '<|im_end|>'],
        // The worked examples are read once for all items.
        keep: true,
      },
    ])
    expect([promptProfile, scorer]).toEqual(['wei-8-shot', 'gsm8k.flexible'])
    expect(outcomes.map(({ probe, condition, scores }) => [probe, condition, scores])).toEqual([
      ['reference', 'reference', [1]],
    ])
    expect(responses).toHaveLength(1)
  })
})

describe('a question about several pictures', () => {
  const file = madeFile(mmvp, [choice, { ...choice, index: '2', answer: 'B' }], at => [
    greyPicture(10 * at + 1),
    greyPicture(10 * at + 2),
  ])

  test('shows all of them, in order, and none where they are removed', async () => {
    const checkpoint = fakeCheckpoint()
    await evaluate(checkpoint, file, { probes: [referenceProbe], endItem: 1 })
    const shown = checkpoint.asked.map(({ visualTokens }) => visualTokens.map(({ rows }) => rows[0]))
    expect(shown).toEqual([[16, 32], []])
    expect(checkpoint.asked.every(request => !('raw' in request) && !('stopTexts' in request))).toBe(true)
  })

  test('draws an order of its own for each picture', async () => {
    const orders: string[][] = []
    const gradient = (seed: number) => {
      const pixels = Uint8Array.from({ length: 8 * 8 * 3 }, (_, at) => (at * seed) % 251)
      return { decode: async () => ({ width: 8, height: 8, pixels }) }
    }
    const same = madeFile(mmvp, [choice, { ...choice, index: '2', answer: 'B' }], () => [
      gradient(7),
      gradient(7),
    ])
    const checkpoint = fakeCheckpoint('fake', ({ visualTokens }) => {
      orders.push(visualTokens.map(({ rows }) => rows.join(' ')))
      return 'A'
    })
    await evaluate(checkpoint, same, { endItem: 1 })
    const both = orders.filter(({ length }) => length === 2)
    expect(both.some(([first, second]) => first !== second)).toBe(true)
  })
})

describe('an answer that needs a judge', () => {
  const file = madeFile(mmVet, [vet])
  const answering = (text: string) => fakeCheckpoint('fake', () => text)

  test('is kept without one, and has no score', async () => {
    const { outcomes, responses, scorer } = await evaluate(answering('x is 1'), file)
    expect(scorer).toBe('mmvet.judge.official')
    expect(responses[0]).toMatchObject({ text: 'x is 1', score: null, parsed: null, notScored: 'no judge' })
    expect(responses[0]).not.toHaveProperty('judge')
    expect(outcomes[0]).toMatchObject({
      scores: [null],
      unparsed: [false],
      changed: [false],
      notScored: 'no judge',
    })
  })

  test('has the judge’s score, with what it said, the model it said it was and the wording', async () => {
    const judge = scriptedJudge('great', '0.7')
    const { outcomes, responses } = await evaluate(answering('x is 1'), file, {
      probes: [referenceProbe],
      judge,
    })
    expect(responses[0]).toMatchObject({
      score: 0.7,
      judge: { model: 'judge-7', prompt: 'ours-1', replies: ['great', '0.7'] },
    })
    expect(outcomes.map(({ scores }) => scores)).toEqual([[0.7], [0.7]])
    // Both conditions gave the same text: it is judged once.
    expect(judge.asked).toHaveLength(2)
    expect(judge.asked[0]).toContain('x is 1')
  })

  test('keeps what the reference answer got beside it', async () => {
    const wild = madeFile(llavaW, [
      { index: '1', question: 'Describe.', caption: 'A boat.', gpt4_ans: 'A boat.', category: 'conv' },
    ])
    const { outcomes, responses } = await evaluate(answering('A ship.'), wild, {
      probes: [referenceProbe],
      judge: scriptedJudge('9 7\nbecause'),
    })
    expect(responses[0]).toMatchObject({ score: 0.7, against: 0.9, parsed: '9 7' })
    expect(outcomes[0]).toMatchObject({ scores: [0.7], against: [0.9] })
  })

  test('has no score where the judge failed on it alone', async () => {
    const { responses, outcomes } = await evaluate(answering('x'), file, {
      probes: [referenceProbe],
      judge: scriptedJudge(new JudgeFailure('HTTP 500 five times', { passing: false })),
    })
    expect(responses[0]?.score).toBeNull()
    expect(responses[0]?.notScored).toMatch(/^judge failed: .*HTTP 500/)
    expect(outcomes[0]?.scores).toEqual([null])
  })

  test('ends the run where no answer can be judged any more', async () => {
    const judge = scriptedJudge(new Refusal('judge-spent', 'spent'))
    await expect(evaluate(answering('x'), file, { judge })).rejects.toMatchObject({ reason: 'judge-spent' })
  })

  test('is read by the stand-in under the demo suite, in a column of its own', async () => {
    const judge = scriptedJudge('1.0')
    const { scorer, responses } = await evaluate(answering('1'), file, { suite: 'demo', judge })
    expect(scorer).toBe('mmvet.offline')
    expect(responses[0]?.score).toBe(1)
    expect(judge.asked).toEqual([])
  })
})

describe('prompt profiles', () => {
  test('another one is asked where the benchmark has it, and named', async () => {
    const eurosat = madeFile(benchmarkById('eurosat'), [{ index: '1', class: 'River' }])
    const open = await evaluate(fakeCheckpoint(), eurosat)
    const closed = await evaluate(fakeCheckpoint(), eurosat, { profile: 'closed-world' })
    expect([open.promptProfile, closed.promptProfile]).toEqual(['open-world', 'closed-world'])
    expect(closed.responses[0]?.prompt).toContain('Choose one from "')
    const without = await evaluate(fakeCheckpoint(), madeFile(mmVet, [vet]), { profile: 'closed-world' })
    expect(without.promptProfile).toBe('llava')
  })
})

test('nothing is evaluated where nothing is asked', async () => {
  const docci = madeFile(benchmarkById('docci'), [{ index: '1', description: 'A photo.', split: 'test' }])
  await expect(evaluate(fakeCheckpoint(), docci)).rejects.toThrow('DOCCI asks nothing')
})
