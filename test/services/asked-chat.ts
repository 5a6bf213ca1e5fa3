import { afterEach, beforeEach } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import type { ChatQuestion } from '#workers/services/chat-call'
import { type ChatModel, type ChatSettings, openChatModel } from '#workers/services/chat-model'
import { type Asked, type FakeAnswer, type FakeChat, startFakeChat } from './fake-chat'

export const key = 'sk-a-key-that-nobody-may-see'
export const question: ChatQuestion = {
  pictures: [],
  text: 'Which?',
  maxNewTokens: 20,
  stopTexts: [],
  withFirstTokens: false,
}

/** Before each test a server that answers, and what it takes to ask it. */
export interface AskedChat {
  readonly fake: FakeChat
  /** Pauses that were asked for; none is waited. */
  readonly pausesMs: number[]
  open(part?: Partial<ChatSettings>): Promise<ChatModel>
  /** Questions that came after the two that a model is opened with. */
  asked(): Asked[]
  /** To what is asked once a model is open: first the answers named, then all goes well. */
  answers(...first: FakeAnswer[]): void
}

/** Calls that open a model. */
const opening = 2

export function askChat(): AskedChat {
  let fake: FakeChat
  let cacheFolder = ''
  const pausesMs: number[] = []
  beforeEach(async () => {
    fake = await startFakeChat()
    cacheFolder = temporaryFolder()
    pausesMs.length = 0
  })
  afterEach(() => fake.close())
  return {
    get fake() {
      return fake
    },
    pausesMs,
    open: (part = {}) =>
      openChatModel({
        url: fake.url,
        key,
        model: 'seer',
        cacheFolder,
        concurrency: 4,
        retries: 3,
        timeoutMs: 60_000,
        caps: {},
        wait: async ms => pausesMs.push(ms),
        random: () => 0,
        ...part,
      }),
    asked: () => fake.asked.slice(opening),
    answers: (...first) => {
      fake.answer = (_, call) => first[call - opening] ?? 'well'
    },
  }
}

/** Asks a question, or one that differs from it. */
export function ask(model: ChatModel, part: Partial<ChatQuestion> = {}) {
  return model.ask(async () => ({ ...question, ...part }))
}
