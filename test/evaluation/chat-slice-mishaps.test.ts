import { describe, expect, test } from 'vitest'
import { mmVet } from '#lib/benchmarks/mm-vet'
import { Refusal } from '#lib/domain/refusal'
import { referenceProbe } from '#lib/probes/reference'
import { synthesizedImage } from '#lib/probes/synthesized-image'
import { temporaryFolder } from '#test/support/temporary-folder'
import { chatMeans } from '#workers/evaluation/chat-means'
import { evaluateChatSlice } from '#workers/evaluation/chat-slice'
import type { EvaluatedBatch } from '#workers/evaluation/evaluate-slice'
import { madeFile } from './made-item'
import { evaluate, scoresOf, seeChat, seen, sidesFile } from './seeing-chat'

const chat = seeChat()
const file = sidesFile('mmstar', 16)
const request = { suite: 'standard', probes: [referenceProbe] } as const
/** Questions of two batches: every item with and without its picture. */
const allQuestions = 32

const about = (text: string) => Number(/block (\d+)/.exec(text)?.[1])

describe('a question that has no answer', () => {
  test('leaves its item out of its condition, says why, and is no zero', async () => {
    chat.answers(asked =>
      about(asked.text) === 3 && asked.pictures.length > 0
        ? { status: 400, error: { message: 'this image is not accepted' } }
        : seen(asked),
    )
    const [first, second] = await evaluate(await chat.open(), file, request)
    const [reference, noImage] = first?.outcomes ?? []
    expect(reference).toMatchObject({
      condition: 'reference',
      asked: [true, true, true, false, true, true, true, true],
      scores: [1, 1, 1, null, 1, 1, 1, 1],
      unparsed: Array(8).fill(false),
      notScored: expect.stringMatching(/^no answer: .* answers 400: this image is not accepted$/),
    })
    // It was asked without its picture; there is nothing to compare that with.
    expect(noImage).not.toHaveProperty('asked')
    expect(noImage).not.toHaveProperty('notScored')
    expect(noImage?.changed[3]).toBe(false)
    expect(first?.responses.length).toBe(15)
    // It is the picture's fault: it is not tried again.
    expect(chat.asked().filter(({ text }) => about(text) === 3).length).toBe(2)
    expect(second?.outcomes[0]).not.toHaveProperty('asked')
  })

  test('for a passing reason is put again when the others have been', async () => {
    const calls = new Map<string, number>()
    chat.answers(asked => {
      const key = `${asked.text} ${asked.pictures.length}`
      calls.set(key, (calls.get(key) ?? 0) + 1)
      // One more than a question is tried in a row.
      return about(asked.text) === 5 && (calls.get(key) ?? 0) <= 3 ? { status: 500 } : seen(asked)
    })
    const batches = await evaluate(await chat.open(), file, request)
    expect(scoresOf(batches, 'reference', 'reference')).toEqual(Array(16).fill(1))
    expect([...calls.values()].toSorted((a, b) => b - a).slice(0, 3)).toEqual([4, 4, 1])
    const last = chat.asked().findLastIndex(({ text }) => about(text) === 5)
    const others = chat.asked().findLastIndex(({ text }) => about(text) < 8 && about(text) !== 5)
    expect(last).toBeGreaterThan(others)
  })

  test('because the server breaks on it is left out in the end', async () => {
    chat.answers(asked => (about(asked.text) === 5 ? { status: 500 } : seen(asked)))
    const batches = await evaluate(await chat.open(), file, request)
    expect(scoresOf(batches, 'reference', 'no-image')[5]).toBe(null)
    expect(scoresOf(batches, 'reference', 'reference').filter(score => score === 1).length).toBe(15)
  })
})

test('a single item whose picture is refused is left out like any other', async () => {
  chat.answers(asked => (asked.pictures.length > 0 ? { status: 400 } : seen(asked)))
  const [batch] = await evaluate(await chat.open(), sidesFile('mmstar', 1), request)
  expect(batch?.outcomes.map(({ asked, scores }) => [asked, scores])).toEqual([
    [[false], [null]],
    [undefined, [1]],
  ])
})

test('an answer that nobody judged says so before one that is not there', async () => {
  const rows = ['0', '1'].map(index => ({ index, question: 'What is x?', answer: '1', category: 'math' }))
  const vet = madeFile(mmVet, rows)
  chat.answers((_, question) => (question === 0 ? { status: 413 } : 'x is 1'))
  const [batch] = await evaluate(await chat.open({ concurrency: 1 }), vet, request)
  expect(batch?.outcomes[0]).toMatchObject({
    asked: [false, true],
    scores: [null, null],
    notScored: 'no judge',
  })
})

describe('a run that breaks off', () => {
  /** What comes of the run where nothing goes wrong. */
  async function undisturbed(): Promise<EvaluatedBatch[]> {
    const batches = await evaluate(await chat.open({ cacheFolder: temporaryFolder() }), file, request)
    expect(chat.asked().length).toBe(allQuestions)
    chat.fake.asked.length = 0
    return batches
  }

  test.each([
    ['in a storm', { status: 503 }, 'provider-unavailable', /failed 8 questions in a row/],
    ['when the key is revoked', { status: 401 }, 'provider-unavailable', /answers 401 for chat model seer/],
    ['when the credit is used up', { status: 402 }, 'quota-exceeded', /lets no more be spent/],
    [
      'when another model answers',
      { text: 'A', model: 'seer-2027' },
      'checkpoint-not-found',
      /as model "seer-2027", not "seer-2026-01-01"/,
    ],
  ])('%s stores no half of a batch, and goes on where it stopped', async (_, mishap, reason, message) => {
    const right = await undisturbed()
    const stored: EvaluatedBatch[] = []
    chat.answers((asked, question) => (question < 20 ? seen(asked) : mishap))
    const broken = evaluate(await chat.open({ concurrency: 1 }), file, request, stored)
    await expect(broken).rejects.toMatchObject({ reason, message: expect.stringMatching(message) })
    expect(stored).toEqual(right.slice(0, 1))
    chat.fake.asked.length = 0
    chat.answers(seen)
    expect(await evaluate(await chat.open(), file, request, stored)).toEqual(right)
    expect(chat.asked().length).toBe(allQuestions - 20)
  })

  test('asks nothing more of a server that answers nobody', async () => {
    chat.answers(() => ({ status: 401 }))
    await expect(evaluate(await chat.open(), file, request)).rejects.toMatchObject({
      reason: 'provider-unavailable',
    })
    expect(chat.asked().length).toBeLessThanOrEqual(4)
  })

  test('when all pictures are refused, which is no matter of the items', async () => {
    const stored: EvaluatedBatch[] = []
    chat.answers(asked =>
      asked.pictures.length > 0 ? { status: 400, error: { message: 'no images today' } } : seen(asked),
    )
    await expect(evaluate(await chat.open(), file, request, stored)).rejects.toMatchObject({
      reason: 'provider-unavailable',
      message: expect.stringMatching(
        /answered not one of 8 times a question with a picture about 8 items: .* answers 400: no images today$/,
      ),
    })
    expect(stored).toEqual([])
    chat.answers(seen)
    chat.fake.asked.length = 0
    await evaluate(await chat.open(), file, request, stored)
    expect(chat.asked().length).toBe(allQuestions - 8)
  })

  test('for want of money comes to its end in as many processes as it takes', async () => {
    const right = await undisturbed()
    const stored: EvaluatedBatch[] = []
    let processes = 1
    // Nine questions each, beside the two that open the model: less than a batch.
    const go = async () => evaluate(await chat.open({ caps: { calls: 11 } }), file, request, stored)
    for (let spent: unknown; ; processes++) {
      spent = await go().then(
        () => null,
        error => error,
      )
      if (spent === null) break
      expect(spent).toMatchObject({
        reason: 'quota-exceeded',
        message: expect.stringContaining('cap of 11 calls is reached'),
      })
    }
    expect(stored).toEqual(right)
    expect(processes).toBe(Math.ceil(allQuestions / 9))
    expect(chat.asked().length).toBe(allQuestions)
  })

  test('because its slice is another worker’s now', async () => {
    let steps = 0
    const leave = () => {
      steps += 1
      if (steps === 7) throw new Error('the slice is gone')
    }
    const left = evaluate(await chat.open({ concurrency: 1 }), file, request, [], leave)
    await expect(left).rejects.toThrow('the slice is gone')
    expect(chat.asked().length).toBe(6)
  })
})

test('a picture that cannot be shown ends it, and nothing more is asked', async () => {
  const broken = () => Promise.reject(new Refusal('bad-image', 'half a picture'))
  const run = evaluate(await chat.open({ concurrency: 1 }), sidesFile('mmvp', 4), {
    suite: 'standard',
    probes: [referenceProbe, synthesizedImage],
    means: chatMeans(false, ['synthesizer']),
    artifacts: { saliency: async () => null, synthesized: broken, likeness: async () => null },
  })
  await expect(run).rejects.toMatchObject({ reason: 'bad-image' })
  // The plain question and the one without its picture; then the broken one, and at most one that was next.
  expect(chat.asked().length).toBeLessThanOrEqual(3)
})

test('how far it has come is told item by item', async () => {
  const told: unknown[] = []
  const slice = {
    ...request,
    ...{ file, firstItem: 0, endItem: 16, batchItems: 8, storedBatches: [0], means: chatMeans(false) },
  }
  const batches = evaluateChatSlice(
    await chat.open(),
    slice,
    () => {},
    now => told.push(now.itemsDone),
  )
  for await (const { firstItem } of batches) expect(firstItem).toBe(8)
  expect(told).toEqual([9, 10, 11, 12, 13, 14, 15, 16])
})

test('answers may come as slowly and in whatever order they like', async () => {
  const waiting: (() => void)[] = []
  chat.answers(asked => {
    const said = new Promise<string>(resolve => waiting.push(() => resolve(seen(asked))))
    // Four are under way: the last that came is answered first.
    if (waiting.length === 4) for (const answer of waiting.splice(0).toReversed()) answer()
    return said
  })
  const batches = await evaluate(await chat.open(), file, request)
  expect(batches.flatMap(({ responses }) => responses.map(({ item }) => item))).toEqual(
    file.items.flatMap(({ id }) => [id, id]),
  )
  expect(scoresOf(batches, 'reference', 'reference')).toEqual(Array(16).fill(1))
})

test('half a JSON and a slow-down are asked again, and lose nothing', async () => {
  const once = new Set<string>()
  chat.answers((asked, question) => {
    const key = `${asked.text} ${asked.pictures.length}`
    if (once.has(key) || question % 3 !== 0) return seen(asked)
    once.add(key)
    return question % 2 === 0
      ? { raw: '{"choices": [{"mess' }
      : { status: 429, headers: { 'retry-after': '2' } }
  })
  const pausesMs: number[] = []
  const model = await chat.open({ wait: async ms => pausesMs.push(ms) })
  const batches = await evaluate(model, file, request)
  expect(scoresOf(batches, 'reference', 'reference')).toEqual(Array(16).fill(1))
  expect(once.size).toBeGreaterThan(8)
  expect(new Set(pausesMs)).toEqual(new Set([500, 2000]))
})
