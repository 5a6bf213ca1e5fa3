import { describe, expect, test } from 'vitest'
import { gsm8k } from '#lib/benchmarks/gsm8k'
import { benchmarkById } from '#lib/benchmarks/index'
import { mmstar } from '#lib/benchmarks/mmstar'
import { mmvp } from '#lib/benchmarks/mmvp'
import { conditionOutcomes, responseRecord } from '#lib/domain/work'
import { probeById, probes } from '#lib/probes/index'
import { type EvaluatedBatch, evaluateSlice, type SliceRequest } from '#workers/evaluation/evaluate-slice'
import type { Progress } from '#workers/evaluation/work-left'
import type { GenerateRequest } from '#workers/runtime/checkpoint'
import type { ImageEncoder } from '#workers/runtime/encoder'
import type { LanguageModelRunner } from '#workers/runtime/language-model-runner'
import { digestOf, fakeCheckpoint } from './fake-checkpoint'
import { greyPicture, madeFile } from './made-item'
import { someArtifacts } from './probed-items'

const row = (index: number, more = {}) => ({
  ...{ index: `${index}`, question: `Which of ${index}?`, A: 'red', B: 'a dog', C: 'two', answer: 'B' },
  ...{ category: `${index % 3}`, ...more },
})

async function evaluate(
  request: Pick<SliceRequest, 'file'> & Partial<SliceRequest>,
  checkpoint = fakeCheckpoint(),
): Promise<EvaluatedBatch[]> {
  const whole: SliceRequest = {
    ...{ probes, suite: 'standard', firstItem: 0, endItem: request.file.items.length, batchItems: 8 },
    ...{ storedBatches: [], ...request },
  }
  const batches: EvaluatedBatch[] = []
  for await (const batch of evaluateSlice(checkpoint, whole, () => undefined)) {
    for (const response of batch.responses) responseRecord.parse(response)
    for (const outcomes of batch.outcomes) conditionOutcomes.parse(outcomes)
    batches.push(batch)
  }
  return batches
}
const outcomesIn = ([batch]: readonly EvaluatedBatch[], probe: string, condition: string) =>
  batch?.outcomes.find(one => one.probe === probe && one.condition === condition)
const responsesIn = (batches: readonly EvaluatedBatch[], probe: string, condition: string) =>
  batches.flatMap(({ responses }) =>
    responses.filter(one => one.probe === probe && one.condition === condition),
  )

describe('lists of items', () => {
  const file = madeFile(
    mmstar,
    Array.from({ length: 120 }, (_, at) => row(at)),
  )
  const some = { file, probes: [probeById('reference'), probeById('option-rotation')], batchItems: 60 }

  test('a suite that asks forty asks forty, the same under every condition, and says so', async () => {
    const batches = await evaluate({ ...some, suite: 'demo' })
    const asked = batches.flatMap(({ outcomes }) => [outcomes.flatMap(one => [one.asked ?? []])])
    const counts = asked[0]?.map((_, at) =>
      batches.reduce((sum, { outcomes }) => sum + (outcomes[at]?.asked?.filter(Boolean).length ?? 60), 0),
    )
    expect(counts).toEqual([40, 40, 40, 40, 40])
    expect(batches.flatMap(({ responses }) => responses)).toHaveLength(5 * 40)
    const [reference, , rotated] = batches[0]?.outcomes ?? []
    expect(rotated?.asked).toEqual(reference?.asked)
    const places = [...(reference?.asked ?? []).entries()].flatMap(([at, one]) => (one ? [] : [at]))
    for (const at of places) expect(reference?.scores[at]).toBeNull()
  })

  test('a suite that asks all says nothing of lists', async () => {
    const [batch] = await evaluate({ ...some, endItem: 8 })
    expect(batch?.outcomes.every(one => one.asked === undefined)).toBe(true)
  })

  test('a batch of which nobody is on a list has the condition all the same', async () => {
    const all = await evaluate({ ...some, suite: 'demo', batchItems: 1, endItem: 12 })
    const without = all.find(({ responses }) => responses.length === 0)
    expect(without?.outcomes.map(({ asked, scores }) => [asked, scores])).toEqual(
      Array.from({ length: 5 }, () => [[false], [null]]),
    )
  })
})

describe('options', () => {
  const file = madeFile(mmstar, [row(1)])

  test('are turned in the question, and the gold with them; every label is scored', async () => {
    const checkpoint = fakeCheckpoint('fake', ({ question }) => (question.includes('A. red') ? 'B' : 'C'))
    const batches = await evaluate(
      { file, probes: [probeById('reference'), probeById('option-rotation')] },
      checkpoint,
    )
    const turned = responsesIn(batches, 'option-rotation', 'rotation-1')
    expect(turned[0]?.prompt).toContain('A. two\nB. red\nC. a dog')
    expect(turned[0]).toMatchObject({ text: 'C', parsed: 'C', score: 1 })
    expect(turned[0]?.scored?.map(({ text }) => text)).toEqual(['A', 'B', 'C'])
    // The fake finds a space and a letter, since its prompt ends in neither a space nor a new line.
    expect(turned[0]?.scored?.[1]?.logProbabilities).toEqual([-0.32, -0.66])
    expect(outcomesIn(batches, 'option-rotation', 'rotation-1')).toMatchObject({
      scores: [1],
      changed: [false],
    })
    expect(responsesIn(batches, 'reference', 'reference')[0]).not.toHaveProperty('scored')
    // The plain question is the first rotation: both are read off one prompt.
    expect(checkpoint.asked.filter(({ question }) => question.includes('A. red'))).toHaveLength(2)
    expect(checkpoint.asked.filter(({ continuations }) => continuations)).toHaveLength(3)
  })
})

describe('pictures of other kinds', () => {
  const file = madeFile(
    mmvp,
    [1, 2].map(at => row(at, { question: 'Which?' })),
  )
  const full = { file, suite: 'full', probes: [probeById('reference')] } as const

  test('another item’s picture is shown, never one’s own', async () => {
    const shown: number[] = []
    const checkpoint = fakeCheckpoint('fake', ({ visualTokens: [first] }) => {
      shown.push(first?.rows[0] ?? 0)
      return 'A'
    })
    const batches = await evaluate(full, checkpoint)
    expect(outcomesIn(batches, 'reference', 'wrong-image')?.scores).toHaveLength(2)
    expect(outcomesIn(batches, 'reference', 'backbone')).toBeUndefined()
    // Grey 1 and grey 2, sixteen pixels a quarter; each is shown as it is, as a blank one, and in the other's place.
    expect(shown.toSorted((a, b) => a - b)).toEqual([0, 0, 16, 16, 16, 32, 32, 32])
  })

  test('a picture that is the other’s is encoded once for both', async () => {
    const checkpoint = fakeCheckpoint()
    await evaluate({ ...full, batchItems: 2 }, checkpoint)
    // Two own pictures, two blank ones; the wrong ones are the own ones, one of which has not been seen before.
    expect(checkpoint.encoded()).toBeLessThanOrEqual(6)
  })

  test('an item without a synthesized picture is not asked, and one with is', async () => {
    const named = madeFile(mmvp, [
      row(1, { index: 'c', question: 'W?' }),
      row(2, { index: 'd', question: 'W?' }),
    ])
    const batches = await evaluate({
      file: named,
      probes: [probeById('reference'), probeById('synthesized-image')],
      means: ['weights', 'synthesizer'],
      artifacts: someArtifacts,
    })
    const outcomes = outcomesIn(batches, 'synthesized-image', 'picture-1')
    expect(outcomes?.asked).toEqual([false, true])
    expect(outcomes?.scores[0]).toBeNull()
    expect(responsesIn(batches, 'synthesized-image', 'picture-1').map(({ item }) => item)).toEqual(['d'])
  })

  test('what stands out is asked for where a condition needs it', async () => {
    const ai2d = madeFile(benchmarkById('ai2d'), [row(1)])
    const request = { file: ai2d, probes: [probeById('reference'), probeById('occlusion')] }
    const with_ = await evaluate({ ...request, means: ['weights', 'saliency'], artifacts: someArtifacts })
    expect(outcomesIn(with_, 'occlusion', 'salient/0.5')?.scores).toHaveLength(1)
    const without = await evaluate(request)
    expect(outcomesIn(without, 'occlusion', 'salient/0.5')).toBeUndefined()
    expect(outcomesIn(without, 'occlusion', 'random/0.5/seed-1')?.scores).toHaveLength(1)
  })
})

describe('relatives', () => {
  const eurosat = madeFile(benchmarkById('eurosat'), [{ index: '1', class: 'River' }])
  const names = benchmarkById('eurosat').classes?.map(({ name }) => name) ?? []
  const encoder = {
    digest: digestOf('encoder'),
    shape: { vision: { layers: 1, width: 1, imageSize: 1, patchSize: 1 } },
    embedImage: async () => Float32Array.of(1, 0),
    embedTexts: async (texts: readonly string[]) =>
      texts.map(text => (/river/i.test(text) ? Float32Array.of(3, 0) : Float32Array.of(0, 1))),
  }
  const relatives = (some: object) => ({ encoder: null, backbone: null, ...some })

  test('the encoder names the class; the checkpoint by the likeliest name, and in its own words', async () => {
    const fake: ImageEncoder = Object.assign(Object.create(null), encoder)
    const batches = await evaluate(
      {
        file: eurosat,
        probes: [probeById('reference'), probeById('alignment-classification')],
        means: ['weights', 'encoder'],
        relatives: relatives({ encoder: fake }),
      },
      fakeCheckpoint('fake', () => 'a highway'),
    )
    expect(responsesIn(batches, 'alignment-classification', 'encoder')[0]).toMatchObject({
      text: names.find(name => /river/i.test(name)),
      score: 1,
      generatedIds: [],
    })
    expect(responsesIn(batches, 'alignment-classification', 'open')[0]?.text).toBe('a highway')
    const closed = responsesIn(batches, 'alignment-classification', 'closed')[0]
    // The mean over a name's letters decides, not their sum.
    const mean = (name: string) =>
      [...Buffer.from(` ${name}`)].reduce((sum, id) => sum + id, 0) / (name.length + 1)
    const likeliest = names.toSorted((a, b) => mean(a) - mean(b))[0]
    expect(closed).toMatchObject({ text: likeliest, parsed: likeliest, generatedIds: [], truncated: false })
    expect(closed?.scored?.map(({ text }) => text)).toEqual(names)
  })

  test('the language model before tuning is asked the same, worked examples and all, which it reads once', async () => {
    const asked: GenerateRequest[] = []
    const speaking = fakeCheckpoint('backbone', () => 'The answer is 3.')
    const backbone: LanguageModelRunner = Object.assign(Object.create(null), {
      digest: digestOf('backbone'),
      costs: speaking.costs,
      promptOutline: speaking.promptOutline,
      async generateAll(requests: readonly GenerateRequest[]) {
        asked.push(...requests)
        return speaking.generateAll(requests)
      },
    })
    const file = madeFile(
      gsm8k,
      [1, 2].map(at => ({ index: `${at}`, question: `How many is ${at}?`, answer: '#### 3' })),
      () => [],
    )
    const batches = await evaluate(
      { file, suite: 'full', means: ['weights', 'backbone'], relatives: relatives({ backbone }) },
      fakeCheckpoint('fake', () => 'The answer is 4.'),
    )
    expect(outcomesIn(batches, 'text-maths', 'backbone')).toMatchObject({
      scores: [1, 1],
      changed: [true, true],
    })
    expect(outcomesIn(batches, 'reference', 'reference')?.scores).toEqual([0, 0])
    expect(asked.map(({ raw, keep }) => [raw, keep])).toEqual([
      [true, true],
      [true, true],
    ])
    const examples = gsm8k.prompt({ id: '', question: 'How many is ', options: [], details: {} }).length
    expect(asked[0]?.resume).toBeUndefined()
    expect(asked[1]?.resume?.layer).toBe(0)
    expect(asked[1]?.resume?.token).toBeGreaterThan(examples - 20)
  })
})

describe('on the way', () => {
  const file = madeFile(
    mmstar,
    Array.from({ length: 6 }, (_, at) => row(at)),
  )
  const request: SliceRequest = {
    ...{ file, probes, suite: 'demo', firstItem: 0, endItem: 6, batchItems: 3, storedBatches: [] },
  }

  test('every batch begins afresh, so that it comes out the same whatever was done before', async () => {
    const checkpoint = fakeCheckpoint()
    for await (const _ of evaluateSlice(checkpoint, request, () => undefined));
    const alone = fakeCheckpoint()
    for await (const _ of evaluateSlice(alone, { ...request, storedBatches: [0] }, () => undefined));
    expect(alone.asked).toEqual(checkpoint.asked.slice(-alone.asked.length))
    expect(alone.asked[0]?.resume).toBeUndefined()
  })

  test('it is told how far it is, in steps that only go forward, and ends at the end', async () => {
    const seen: Progress[] = []
    for await (const _ of evaluateSlice(
      fakeCheckpoint(),
      request,
      () => undefined,
      now => seen.push(now),
    ));
    expect(seen.length).toBeGreaterThan(100)
    expect(seen.every(({ items }) => items === 6)).toBe(true)
    const done = seen.map(({ itemsDone }) => itemsDone)
    expect(done).toEqual(done.toSorted((a, b) => a - b))
    expect(seen.at(-1)).toMatchObject({ itemsDone: 6, share: 1, secondsLeft: 0 })
    expect(seen.some(({ share, secondsLeft }) => share > 0.2 && share < 0.8 && (secondsLeft ?? 0) > 0)).toBe(
      true,
    )
  })

  test('it can be left between any two steps', async () => {
    const checkpoint = fakeCheckpoint()
    let steps = 0
    const leave = async () => {
      const stop = () => {
        steps += 1
        if (steps === 7) throw new Error('stopped')
      }
      for await (const _ of evaluateSlice(checkpoint, request, stop));
    }
    await expect(leave()).rejects.toThrow('stopped')
    const answered = checkpoint.asked.length
    expect(answered).toBeGreaterThan(0)
    expect(answered).toBeLessThan(40)
  })
})

test('noise reaches the checkpoint as rows of its width on places of the prompt', async () => {
  const file = madeFile(mmstar, [row(1)], () => [greyPicture(9)])
  const checkpoint = fakeCheckpoint()
  await evaluate({ file, probes: [probeById('reference'), probeById('importance')] }, checkpoint)
  const noisy = checkpoint.asked.flatMap(({ noise = [] }) => noise)
  expect(noisy).toHaveLength(60)
  for (const { layer, tokens, rows } of noisy) {
    expect(layer).toBe(0)
    expect(rows).toHaveLength(tokens.length * checkpoint.shape.text.width)
  }
  expect(new Set(noisy.map(({ scale }) => scale?.kind))).toEqual(new Set(['fixed', 'matched']))
  const spans = new Set(noisy.map(({ tokens }) => `${tokens[0]} ${tokens.length}`))
  expect(spans.size).toBe(3)
})
