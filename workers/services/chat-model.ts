import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { encodePng } from '#workers/image/decode'
import type { ChatQuestion } from './chat-call'
import { type CallerSettings, type ChatCaller, openChatCaller } from './chat-caller'
import type { ChatCompletion } from './chat-completion'
import { type ChatIdentity, chatDigest } from './chat-identity'
import { EndpointFailure } from './endpoint-call'
import { keepAnswers, questionName } from './kept-answers'
import { openLanes } from './lanes'
import type { Spent } from './spend-budget'

export interface ChatSettings extends CallerSettings {
  /** Folder of the answers that were given. */
  readonly cacheFolder: string
  /** Calls under way at once. */
  readonly concurrency: number
}

const keptAnswer = z.object({
  /** Trimmed, and cut before the first stop text. */
  text: z.string(),
  /** The limit of new tokens ended it. */
  truncated: z.boolean(),
  /** The most likely first tokens, the likeliest first; null where they are not known. */
  firstTokens: z.array(z.object({ text: z.string(), logProbability: z.number() })).nullable(),
})
export type ChatAnswer = Readonly<z.infer<typeof keptAnswer>>

/** A model behind an OpenAI-compatible chat endpoint that shows pictures and texts, and no weights. */
export interface ChatModel {
  readonly identity: ChatIdentity
  /** `chat:…`, see `chatDigest`. */
  readonly digest: string
  readonly host: string
  /** Whether it tells how likely the first tokens of an answer are. */
  readonly tellsFirstTokens: boolean
  /**
   * @param prepare makes the question when its turn has come, so that no more pictures are held than are asked about;
   * null where there is nothing to ask.
   * @throws EndpointFailure where this question has no answer; Refusal as of `ChatCaller`, after which no question is
   * asked. Answers that were given stay in the cache.
   */
  ask(prepare: () => Promise<ChatQuestion | null>): Promise<ChatAnswer | null>
  spent(): Spent
}

/** Not of one colour, and large enough for models that refuse tiny pictures. */
const trialPicture = {
  width: 64,
  height: 64,
  pixels: Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => (at % 192 < 96 ? 230 : 25)),
}

/**
 * Asks who answers, with a picture, and whether first tokens are told.
 * @throws Refusal of the settings; `provider-unavailable` where nobody answers a question with a picture.
 */
export async function openChatModel(settings: ChatSettings): Promise<ChatModel> {
  const caller = openChatCaller(settings)
  const cache = keepAnswers(settings.cacheFolder, keptAnswer)
  const inLane = openLanes(settings.concurrency)
  const { identity, tellsFirstTokens } = await meet(caller, settings.model)
  const digest = chatDigest(identity)
  const underWay = new Map<string, Promise<ChatAnswer>>()
  let refusal: Refusal | null = null

  async function answer(name: string, question: ChatQuestion): Promise<ChatAnswer> {
    const kept = await cache.read(name)
    if (kept) return kept
    const given = toAnswer(await caller.call(question), question)
    await cache.write(name, given)
    return given
  }

  return {
    identity,
    digest,
    host: caller.host,
    tellsFirstTokens,
    ask: prepare =>
      inLane(async () => {
        if (refusal) throw refusal
        const wanted = await prepare()
        if (!wanted) return null
        const question = { ...wanted, withFirstTokens: wanted.withFirstTokens && tellsFirstTokens }
        const name = nameOf(digest, question)
        const same = underWay.get(name)
        if (same) return same
        const given = answer(name, question).finally(() => underWay.delete(name))
        underWay.set(name, given)
        return given.catch(error => {
          if (error instanceof Refusal) refusal = error
          throw error
        })
      }),
    spent: () => caller.spent(),
  }
}

/** Who answers, and whether first tokens are told. @throws Refusal. */
async function meet(
  caller: ChatCaller,
  model: string,
): Promise<Pick<ChatModel, 'identity' | 'tellsFirstTokens'>> {
  const trial: ChatQuestion = {
    pictures: [await encodePng(trialPicture)],
    text: 'What is in this picture? Answer in one word.',
    maxNewTokens: 16,
    stopTexts: [],
    withFirstTokens: false,
  }
  await caller.call(trial).catch(error => {
    if (!(error instanceof EndpointFailure)) throw error
    const message = `${model} does not answer a question with a picture: ${error.message}`
    throw new Refusal('provider-unavailable', message, { cause: error })
  })
  // Some servers break on being asked for tokens, and do not say so.
  const told = await caller.call({ ...trial, withFirstTokens: true }).catch(error => {
    if (!(error instanceof EndpointFailure)) throw error
    return null
  })
  const identity = caller.identity()
  if (!identity) throw new Error(`nobody answered for ${model}`)
  return { identity, tellsFirstTokens: told !== null && told.firstTokens !== null }
}

function nameOf(digest: string, { pictures, ...question }: ChatQuestion): string {
  const hashes = pictures.map(png => createHash('sha256').update(png).digest('hex'))
  return questionName('parallax-chat-1', { digest, pictures: hashes, ...question })
}

/** Servers that do not know stop texts are cut short here, and those that know them give the same. */
function toAnswer(
  { text, finishReason, firstTokens }: ChatCompletion,
  { stopTexts }: ChatQuestion,
): ChatAnswer {
  const places = stopTexts.map(stop => text.indexOf(stop)).filter(place => place >= 0)
  const end = places.length > 0 ? Math.min(...places) : null
  return {
    text: (end === null ? text : text.slice(0, end)).trim(),
    truncated: finishReason === 'length' && end === null,
    firstTokens: firstTokens === null ? null : [...firstTokens],
  }
}
