import { describe, expect, test } from 'vitest'
import { gsm8k } from '#lib/benchmarks/gsm8k'
import { mmVet } from '#lib/benchmarks/mm-vet'
import { outcomeBatch } from '#lib/domain/work'
import { probes } from '#lib/probes/index'
import { itemAsker } from '#lib/probes/item-list'
import { occlusion } from '#lib/probes/occlusion'
import { optionRotation } from '#lib/probes/option-rotation'
import { referenceCondition, referenceProbe } from '#lib/probes/reference'
import { spatialShuffle } from '#lib/probes/spatial-shuffle'
import { synthesizedImage } from '#lib/probes/synthesized-image'
import { keyedRandom } from '#lib/statistics/keyed-random'
import { countQuestions } from '#workers/evaluation/chat-count'
import { chatMeans } from '#workers/evaluation/chat-means'
import { greyPicture, madeFile } from './made-item'
import { blockPicture, brighterHalf, evaluate, scoresOf, seeChat, seen, side, sidesFile } from './seeing-chat'

const chat = seeChat()
const ones = (count: number) => Array(count).fill(1)

describe('a model behind a chat endpoint', () => {
  test('sees the pictures, and not without them', async () => {
    const file = sidesFile('mmstar', 8)
    const batches = await evaluate(await chat.open(), file, { suite: 'standard', probes: [referenceProbe] })
    expect(scoresOf(batches, 'reference', 'reference')).toEqual(ones(8))
    // Without one it says A.
    expect(scoresOf(batches, 'reference', 'no-image')).toEqual(
      file.items.map(({ answer }) => (answer === 'A' ? 1 : 0)),
    )
    const [batch] = batches
    expect(batch?.responses[0]).toMatchObject({
      prompt: `<image>\n${chat.asked()[0]?.text}`,
      text: 'A',
      generatedIds: [],
      truncated: false,
    })
    expect(outcomeBatch.safeParse({ attempt: 1, ...batch }).error).toBeUndefined()
  })

  test('is shown every probe that touches pictures and texts alone, each distinct question once', async () => {
    const file = sidesFile('mmstar', 4)
    const all = { suite: 'full', probes } as const
    const batches = await evaluate(await chat.open(), file, all)
    const run = new Set(batches.flatMap(({ outcomes }) => outcomes.map(({ probe }) => probe)))
    expect([...run]).toEqual(['reference', 'spatial-shuffle', 'occlusion', 'option-rotation'])
    const questions = chat
      .asked()
      .map(({ pictures, text }) => `${text} ${pictures.map(({ pixels }) => pixels.join()).join()}`)
    expect(questions.length).toBe(new Set(questions).size)
    // Every grid divides the picture: the unshuffled ones, and the first rotation, are the plain question.
    const texts = (condition: string) =>
      batches.flatMap(({ responses }) =>
        responses.filter(one => one.condition === condition).map(({ prompt }) => prompt),
      )
    for (const plain of ['grid-2/unshuffled', 'grid-14/unshuffled', 'rotation-0'])
      expect(texts(plain)).toEqual(texts('reference'))
    const means = chatMeans(false)
    const count = countQuestions(file, { ...all, items: 100, means })
    const answers = batches.reduce((sum, { responses }) => sum + responses.length, 0)
    expect(count).toMatchObject({ items: 4, conditionAnswers: answers })
    // Draws that differ may move cells that do not.
    expect(chat.asked().length).toBeLessThanOrEqual(count.questions)
    expect(chat.asked().length).toBeGreaterThan(0.9 * count.questions)
  })

  test('is shown cells shuffled as the draws of all checkpoints have it', async () => {
    const file = sidesFile('ai2d', 8)
    const probed = [referenceProbe, spatialShuffle]
    const batches = await evaluate(await chat.open(), file, { suite: 'standard', probes: probed })
    for (const condition of ['grid-2/seed-1', 'grid-2/seed-2', 'grid-2/seed-3']) {
      const seed = Number(condition.at(-1))
      const expected = file.items.map(({ id, options, answer }, place) => {
        const random = keyedRandom({ seed, probe: 'spatial-shuffle', condition, item: id })
        // The cell that is bright is the first or the second of four, row by row.
        const bright = random.permutation(4).indexOf(place % 2)
        const shown = bright % 2 === 0 ? 'left' : 'right'
        return options.find(({ label }) => label === answer)?.text === shown ? 1 : 0
      })
      expect(scoresOf(batches, 'spatial-shuffle', condition)).toEqual(expected)
      const changed = batches.flatMap(
        ({ outcomes }) => outcomes.find(one => one.condition === condition)?.changed ?? [],
      )
      expect(changed).toEqual(expected.map(score => score === 0))
    }
  })

  test('is shown one colour, and the pictures of other items', async () => {
    const file = sidesFile('mmstar', 8)
    const batches = await evaluate(await chat.open(), file, { suite: 'full', probes: [referenceProbe] })
    expect(scoresOf(batches, 'reference', 'blank-image')).toEqual(
      file.items.map(({ answer }) => (answer === 'A' ? 1 : 0)),
    )
    // Pictures are told apart by their shade, which is the place of their item.
    const shades = chat.asked().flatMap(({ text, pictures }) => {
      const shade = (pictures[0]?.pixels[side * side * 3 - 1] ?? 0) - 40
      const place = Number(/block (\d+)/.exec(text)?.[1])
      const [picture] = pictures
      return picture && brighterHalf(picture) && shade !== place ? [[place, shade] as const] : []
    })
    expect(shades.length).toBe(8)
    const other = new Map(shades)
    expect(scoresOf(batches, 'reference', 'wrong-image')).toEqual(
      file.items.map((_, place) => ((other.get(place) ?? 0) % 2 === place % 2 ? 1 : 0)),
    )
  })

  test('loses what stands out, and not the rest', async () => {
    const file = sidesFile('ai2d', 4)
    const saliency = async (id: string) => {
      // The cells of the bright block, 7 x 7 of 14 x 14.
      const mean = Float32Array.from({ length: 196 }, (_, cell) => {
        const inside = cell < 98 && (Number(id) % 2 === 0 ? cell % 14 < 7 : cell % 14 >= 7)
        return inside ? 2 : 1
      })
      return { grid: 14, mean, head1: mean }
    }
    const request = { suite: 'demo', probes: [referenceProbe, occlusion] } as const
    const batches = await evaluate(await chat.open(), file, {
      ...request,
      means: chatMeans(false, ['saliency']),
      artifacts: { saliency, synthesized: async () => null, likeness: async () => null },
    })
    // 58 cells: all 49 of the block go, or none.
    expect(scoresOf(batches, 'occlusion', 'salient/0.3')).toEqual([0, 0, 0, 0])
    expect(scoresOf(batches, 'occlusion', 'non-salient/0.3')).toEqual(ones(4))
    expect(scoresOf(batches, 'occlusion', 'random/0.3/seed-1')).toEqual(ones(4))
    const without = await evaluate(await chat.open(), file, request)
    expect(without[0]?.outcomes.map(({ condition }) => condition)).not.toContain('salient/0.3')
    expect(without[0]?.outcomes.map(({ condition }) => condition)).toContain('random/0.3/seed-1')
  })

  test('is shown pictures drawn anew, and not asked where there is none', async () => {
    const file = sidesFile('mmvp', 4)
    const drawn = async (item: string) => (item === '2' ? null : blockPicture('right'))
    const batches = await evaluate(await chat.open(), file, {
      suite: 'standard',
      probes: [referenceProbe, synthesizedImage],
      means: chatMeans(false, ['synthesizer']),
      artifacts: {
        saliency: async () => null,
        synthesized: drawn,
        likeness: async item => (item === '1' ? { own: 0.9, other: 0.4 } : null),
      },
    })
    expect(
      batches[0]?.responses.flatMap(({ item, likeness }) => (likeness ? [[item, likeness]] : [])),
    ).toEqual([['1', { own: 0.9, other: 0.4 }]])
    const found = batches[0]?.outcomes.find(({ probe }) => probe === 'synthesized-image')
    expect(found).toMatchObject({
      asked: [true, true, false, true],
      scores: [0, 1, null, 1],
      unparsed: [false, false, false, false],
      changed: [true, false, false, false],
    })
    expect(chat.asked().length).toBe(4 + 4 + 3)
  })

  test('is put the options in every order, and judged by where the gold one went', async () => {
    const file = sidesFile('mmstar', 8)
    const request = { suite: 'standard', probes: [referenceProbe, optionRotation] } as const
    const sees = await evaluate(await chat.open(), file, request)
    expect(scoresOf(sees, 'option-rotation', 'rotation-0')).toEqual(ones(8))
    expect(scoresOf(sees, 'option-rotation', 'rotation-1')).toEqual(ones(8))
    // One question an order, and one without the picture.
    expect(chat.asked().length).toBe(3 * 8)
    chat.fake.model = 'always-a'
    chat.answers(() => 'A')
    const biased = await evaluate(await chat.open(), file, request)
    const isA = file.items.map(({ answer }) => (answer === 'A' ? 1 : 0))
    expect(scoresOf(biased, 'option-rotation', 'rotation-0')).toEqual(isA)
    expect(scoresOf(biased, 'option-rotation', 'rotation-1')).toEqual(isA.map(score => 1 - score))
  })

  test('reads mathematics in words as the user’s turn', async () => {
    const row = { index: '0', question: 'How many?', answer: '1 + 1 = 2\n#### 2' }
    chat.answers(() => 'It is 1 + 1. The answer is 2.\n\nQ: And 3 + 3?\nA: The answer is 6.')
    const [batch] = await evaluate(
      await chat.open(),
      madeFile(gsm8k, [row], () => []),
      {
        suite: 'standard',
        probes,
      },
    )
    expect(chat.asked()).toMatchObject([
      { max_tokens: 512, stop: ['Q:', '</s>', '<|im_end|>'], pictures: [] },
    ])
    expect(batch?.outcomes.map(({ probe, scores }) => [probe, scores])).toEqual([['reference', [1]]])
    expect(batch?.responses[0]?.prompt).toMatch(/^Q: [\s\S]*How many\?\nA:$/)
  })

  test('is asked the items that are on a list alone', async () => {
    const file = sidesFile('mmstar', 44)
    const batches = await evaluate(await chat.open(), file, { suite: 'demo', probes: [referenceProbe] })
    const { records, benchmark } = file
    const listed = itemAsker('demo', {
      benchmark: benchmark.id,
      items: records,
      units: benchmark.units(records),
    })
    const flags = listed({ probe: referenceProbe, condition: referenceCondition })
    const asked = batches.flatMap(({ firstItem, endItem, outcomes }) => {
      return outcomes[0]?.asked ?? Array(endItem - firstItem).fill(true)
    })
    expect(asked).toEqual([...(flags ?? [])].map(flag => flag === 1))
    expect(asked.filter(Boolean).length).toBe(40)
    expect(chat.asked().length).toBe(80)
  })

  test('has its free answers judged', async () => {
    const file = madeFile(mmVet, [{ index: 'v1_0', question: 'What is x?', answer: '1', category: 'math' }])
    const judge = { name: 'judge-7', ask: async () => ({ text: '0.7', model: 'judge-7' }) }
    const request = { suite: 'standard', probes: [referenceProbe] } as const
    const [judged] = await evaluate(await chat.open(), file, { ...request, judge })
    expect(judged?.outcomes.map(({ scores }) => scores)).toEqual([[0.7], [0.7]])
    const [alone] = await evaluate(await chat.open(), file, request)
    expect(alone?.outcomes[0]).toMatchObject({ scores: [null], notScored: 'no judge' })
    expect(chat.asked().length).toBe(2)
  })

  test('is shown all pictures of an item, in order', async () => {
    const rows = [{ index: '1', question: 'Which?', A: 'left', B: 'right', answer: 'A', category: 'x' }]
    const file = madeFile(sidesFile('mmstar', 1).benchmark, rows, () => [greyPicture(10), greyPicture(20)])
    const model = await chat.open({ concurrency: 1 })
    const [batch] = await evaluate(model, file, { suite: 'standard', probes: [referenceProbe] })
    expect(chat.asked().map(({ pictures }) => pictures.map(({ pixels }) => pixels[0]))).toEqual([
      [10, 20],
      [],
    ])
    expect(batch?.responses[0]?.prompt).toMatch(/^<image>\n<image>\nWhich\?/)
  })
})

test('what it says of a seen side is what the options call it', () => {
  const text = 'Where?\nA. right\nB. left'
  expect(seen({ pictures: [blockPicture('left')], text })).toBe('B')
  expect(seen({ pictures: [], text })).toBe('A')
})
