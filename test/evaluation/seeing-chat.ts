import { afterEach, beforeEach } from 'vitest'
import { benchmarkById } from '#lib/benchmarks/index'
import type { RgbImage } from '#lib/domain/rgb-image'
import { type Asked, type FakeAnswer, type FakeChat, startFakeChat } from '#test/services/fake-chat'
import { temporaryFolder } from '#test/support/temporary-folder'
import { chatMeans } from '#workers/evaluation/chat-means'
import { type ChatSliceRequest, evaluateChatSlice } from '#workers/evaluation/chat-slice'
import type { EvaluatedBatch, EvaluatedFile } from '#workers/evaluation/evaluate-slice'
import { type ChatModel, type ChatSettings, openChatModel } from '#workers/services/chat-model'
import { madeFile } from './made-item'

export type Side = 'left' | 'right'

/** Pixels a side: every grid of the spatial shuffle divides it. */
export const side = 56

/** Dark, with a bright block in the upper left or the upper right quarter; no two are alike. */
export function blockPicture(where: Side, shade = 0): RgbImage {
  const pixels = new Uint8Array(side * side * 3).fill(40 + shade)
  for (let y = 0; y < side / 2; y++)
    for (let x = 0; x < side / 2; x++) pixels.fill(230, at(x, y, where), at(x, y, where) + 3)
  return { width: side, height: side, pixels }
}

function at(x: number, y: number, where: Side): number {
  return (y * side + x + (where === 'left' ? 0 : side / 2)) * 3
}

/** The half that is brighter; null where neither is. */
export function brighterHalf({ width, height, pixels }: RgbImage): Side | null {
  let difference = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      difference += (pixels[(y * width + x) * 3] ?? 0) * Math.sign(width - 1 - 2 * x)
  return difference === 0 ? null : difference > 0 ? 'left' : 'right'
}

/** The letter of the half that is brighter, as the options have it; A where there is none to be seen. */
export function seen({ pictures, text }: Pick<Asked, 'pictures' | 'text'>): string {
  const [picture] = pictures
  const where = picture ? brighterHalf(picture) : null
  return new RegExp(`^([A-Z])\\. ${where}$`, 'm').exec(text)?.[1] ?? 'A'
}

/** Asks in which half the block is: left and right in turn, four items by the same letter after four by another. */
export function sidesFile(benchmark: string, count: number): EvaluatedFile {
  const where = (place: number): Side => (place % 2 === 0 ? 'left' : 'right')
  const rows = Array.from({ length: count }, (_, place) => {
    const sides = place % 8 < 4 ? ['left', 'right'] : ['right', 'left']
    return {
      index: `${place}`,
      question: `Where is block ${place}?`,
      A: sides[0] ?? '',
      B: sides[1] ?? '',
      answer: sides[0] === where(place) ? 'A' : 'B',
      category: place % 4 < 2 ? 'low' : 'high',
    }
  })
  const file = madeFile(benchmarkById(benchmark), rows, place => [
    { decode: async () => blockPicture(where(place), place) },
  ])
  return { ...file, sizes: rows.map(() => ({ width: side, height: side })) }
}

/** Before each test a server that sees, and what it takes to evaluate it. */
export interface SeeingChat {
  readonly fake: FakeChat
  /** In the folder of this test's answers: a second one is the next process. */
  open(part?: Partial<ChatSettings>): Promise<ChatModel>
  /** Questions of the evaluation, the two that each model is opened with left out. */
  asked(): Asked[]
  /** What is said to a question of the evaluation. @param question counts them from 0. */
  answers(say: (asked: Asked, question: number) => FakeAnswer | Promise<FakeAnswer>): void
}

export function seeChat(): SeeingChat {
  let fake: FakeChat
  let cacheFolder = ''
  const isTrial = ({ text }: Asked) => text.startsWith('What is in this picture?')
  beforeEach(async () => {
    fake = await startFakeChat()
    fake.answer = seen
    cacheFolder = temporaryFolder()
  })
  afterEach(() => fake.close())
  return {
    get fake() {
      return fake
    },
    open: (part = {}) =>
      openChatModel({
        url: fake.url,
        model: 'seer',
        cacheFolder,
        concurrency: 4,
        retries: 2,
        timeoutMs: 60_000,
        caps: {},
        wait: async () => undefined,
        random: () => 0,
        ...part,
      }),
    asked: () => fake.asked.filter(asked => !isTrial(asked)),
    answers: say => {
      let question = 0
      fake.answer = asked => (isTrial(asked) ? 'well' : say(asked, question++))
    },
  }
}

/**
 * All batches of a file. @param stored those that are there already; what is evaluated is added as it comes, so that it is
 * there although the rest breaks off.
 */
export async function evaluate(
  model: ChatModel,
  file: EvaluatedFile,
  rest: Pick<ChatSliceRequest, 'probes' | 'suite'> & Partial<ChatSliceRequest>,
  stored: EvaluatedBatch[] = [],
  beforeStep: () => void = () => {},
): Promise<EvaluatedBatch[]> {
  const request = {
    file,
    firstItem: 0,
    endItem: file.items.length,
    batchItems: 8,
    storedBatches: stored.map(({ firstItem }) => firstItem),
    means: chatMeans(Boolean(rest.judge)),
    ...rest,
  }
  for await (const batch of evaluateChatSlice(model, request, beforeStep)) stored.push(batch)
  return stored
}

/** The scores of a condition over all batches; null where an item has none. */
export function scoresOf(batches: readonly EvaluatedBatch[], probe: string, condition: string) {
  return batches.flatMap(({ outcomes }) => {
    const found = outcomes.find(one => one.probe === probe && one.condition === condition)
    if (!found) throw new Error(`no ${probe} ${condition}`)
    return found.scores
  })
}
