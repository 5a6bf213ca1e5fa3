import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '#lib/domain/refusal'
import { type ChatEndpoint, type ChatQuestion, callChat } from './chat-call'
import type { ChatCompletion } from './chat-completion'
import { wholeDialect } from './chat-dialect'
import { ChatFailure } from './chat-failure'
import { type ChatIdentity, checkIdentity, identify } from './chat-identity'
import { readEndpointAddress } from './endpoint-address'
import { openPatience } from './patience'
import { SpendBudget, type SpendCaps, type Spent, type TokenUsage } from './spend-budget'

export interface CallerSettings {
  /** Base of an OpenAI-compatible interface: `{url}/chat/completions` is asked. */
  readonly url: string
  /** Sent to that address and nowhere else; never shown. */
  readonly key?: string | undefined
  readonly model: string
  /** Tries after the first that fail before a question counts as failed. */
  readonly retries: number
  /** Longest a call may take, in ms. */
  readonly timeoutMs: number
  /** What this process may spend. What pictures take is estimated until the server has told. */
  readonly caps: SpendCaps
  /** Pauses between tries. */
  readonly wait?: (ms: number) => Promise<unknown>
  /** Jitter of the pauses, in [0, 1). */
  readonly random?: () => number
  /** Ends a call that takes longer. */
  readonly deadline?: (ms: number) => AbortSignal
}

/** Asks one model, within what may be spent, until it answers. */
export interface ChatCaller {
  readonly host: string
  /** Who answered the first question; null before it. All further answers are of the same. */
  identity(): ChatIdentity | null
  /**
   * @throws ChatFailure where this question has no answer; Refusal `provider-unavailable`, `quota-exceeded` or
   * `checkpoint-not-found` (another model answers now) where no further one will have one.
   */
  call(question: ChatQuestion): Promise<ChatCompletion>
  spent(): Spent
}

/** Tokens set aside for a picture until the server has told: tiled models of today take up to some 7,000. */
const pictureTokens = 16_384

/** @throws Refusal `bad-usage` where the address, the key or a cap cannot be used. */
export function openChatCaller(settings: CallerSettings): ChatCaller {
  const { model, retries, timeoutMs, caps } = settings
  const { wait = sleep, random = Math.random, deadline = AbortSignal.timeout } = settings
  const endpoint: ChatEndpoint = { ...readEndpointAddress('chat model', settings, 'chat/completions'), model }
  const { host } = endpoint.url
  const budget = new SpendBudget(caps, { what: 'chat model', spent: 'quota-exceeded' })
  let dialect = wholeDialect
  let identity: ChatIdentity | null = null
  let lastFailure = ''
  const patiently = openPatience({
    retries,
    wait,
    random,
    unreachable: failedInRow =>
      new Refusal(
        'provider-unavailable',
        `${host} failed ${failedInRow} questions in a row, each ${retries + 1} times; no more are asked: ${lastFailure}`,
      ),
    retold: (message, cause) => new ChatFailure(message, { passing: cause.passing }, { cause }),
  })

  async function callOnce(question: ChatQuestion): Promise<ChatCompletion> {
    for (;;) {
      const spoken = dialect
      const reservation = await budget.reserve(mostUsage(question))
      // Where the call throws anything else than what an answer calls for, nothing was asked.
      let usage: TokenUsage | null = { promptTokens: 0, completionTokens: 0 }
      try {
        const reply = await callChat(endpoint, question, spoken, deadline(timeoutMs))
        if (reply.kind === 'completion') {
          usage = reply.usage
          identity ??= identify(endpoint, reply)
          checkIdentity(host, identity, reply)
          return reply
        }
        // Another call may have found out before.
        if (dialect === spoken) dialect = reply.dialect
      } catch (error) {
        if (error instanceof ChatFailure) {
          usage = error.usage
          lastFailure = error.message
        }
        throw error
      } finally {
        reservation.settle(usage)
      }
    }
  }

  return {
    host,
    identity: () => identity,
    call: question => patiently(() => callOnce(question)),
    spent: () => budget.spent(),
  }
}

/**
 * The most tokens that a question can use: a token of text has at least one byte, and a chat template adds some; a picture
 * is set aside what no server of today takes.
 */
function mostUsage({ pictures, text, maxNewTokens }: ChatQuestion): TokenUsage {
  const promptTokens = Buffer.byteLength(text) + 80 + pictures.length * pictureTokens
  return { promptTokens, completionTokens: maxNewTokens }
}
