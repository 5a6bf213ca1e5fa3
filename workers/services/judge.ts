import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Judge, JudgeRequest } from '#lib/domain/judge'
import { Refusal } from '#lib/domain/refusal'
import { readEndpointAddress } from './endpoint-address'
import { callJudge, type JudgeAnswer, JudgeFailure } from './judge-call'
import { keepAnswers, questionName } from './kept-answers'
import { openLanes } from './lanes'
import { openPatience } from './patience'
import { SpendBudget, type SpendCaps, type Spent, type TokenUsage } from './spend-budget'

export interface JudgeSettings {
  /** Base of an OpenAI-compatible interface: `{url}/chat/completions` is asked. */
  readonly url: string
  /** Sent to that address and nowhere else; never shown. */
  readonly key?: string | undefined
  readonly model: string
  /** Folder of the answers that were given. */
  readonly cacheFolder: string
  /** Calls under way at once. */
  readonly concurrency: number
  /** Tries after the first that fail before a question counts as failed. */
  readonly retries: number
  /** Longest a call may take, in ms. */
  readonly timeoutMs: number
  readonly caps: SpendCaps
  /** Pauses between tries. */
  readonly wait?: (ms: number) => Promise<unknown>
  /** Jitter of the pauses, in [0, 1). */
  readonly random?: () => number
  /** Ends a call that takes longer. */
  readonly deadline?: (ms: number) => AbortSignal
}

export interface ServedReply extends JudgeAnswer {
  /** It had been asked before: no call was made. */
  readonly cached: boolean
}

/** A language model behind an OpenAI-compatible interface. */
export interface ServedJudge extends Judge {
  readonly host: string
  /** The model that is asked for; what the server says it ran is in every reply. */
  readonly model: string
  /**
   * @throws JudgeFailure where this question has no answer; Refusal `judge-denied`, `judge-spent` or
   * `judge-unreachable` where no further question will have one. Answers that were given stay in the cache.
   */
  ask(request: JudgeRequest, attempt: number): Promise<ServedReply>
  spent(): Spent
}

const keptAnswer = z.object({
  text: z.string(),
  model: z.string(),
  finishReason: z.string().nullable(),
  usage: z
    .object({ promptTokens: z.int().nonnegative(), completionTokens: z.int().nonnegative() })
    .nullable(),
})

/** Thousands of questions may come at once, and a process may open a thousand files or so. */
const mostFilesOpen = 64

/** @throws Refusal `bad-usage` where the address or the key cannot be used. */
export function openJudge(settings: JudgeSettings): ServedJudge {
  const { model, retries, timeoutMs, concurrency, caps } = settings
  const { wait = sleep, random = Math.random, deadline = AbortSignal.timeout } = settings
  const endpoint = { ...readEndpointAddress('judge', settings, 'chat/completions'), model }
  const cache = keepAnswers(settings.cacheFolder, keptAnswer)
  const budget = new SpendBudget(caps, { what: 'judge', spent: 'judge-spent' })
  const inLane = openLanes(concurrency)
  const whileReading = openLanes(mostFilesOpen)
  const patiently = openPatience({
    retries,
    wait,
    random,
    unreachable: failedInRow =>
      new Refusal(
        'judge-unreachable',
        `${endpoint.url.host} failed ${failedInRow} questions in a row, each ${retries + 1} times; no more are asked`,
      ),
    retold: (message, cause) => new JudgeFailure(message, { passing: cause.passing }, { cause }),
  })
  const underWay = new Map<string, Promise<ServedReply>>()

  async function callOnce(question: JudgeRequest): Promise<JudgeAnswer> {
    const reservation = await budget.reserve(mostUsage(question))
    // Where the call throws anything else than what a judge's answer calls for, nothing was asked.
    let usage: TokenUsage | null = { promptTokens: 0, completionTokens: 0 }
    try {
      const answer = await callJudge(endpoint, question, deadline(timeoutMs))
      usage = answer.usage
      return answer
    } catch (error) {
      if (error instanceof JudgeFailure) usage = error.usage
      throw error
    } finally {
      reservation.settle(usage)
    }
  }

  async function answer(name: string, question: JudgeRequest): Promise<ServedReply> {
    const kept = await whileReading(() => cache.read(name))
    if (kept) return { ...kept, cached: true }
    return inLane(async () => {
      const given = await patiently(() => callOnce(question))
      await cache.write(name, given)
      return { ...given, cached: false }
    })
  }

  return {
    name: `${model} at ${endpoint.url.host}`,
    host: endpoint.url.host,
    model,
    ask(question, attempt) {
      const name = questionName('parallax-judge-1', { url: endpoint.url.href, model, attempt, ...question })
      const same = underWay.get(name)
      if (same) return same.then(reply => ({ ...reply, cached: true }))
      const reply = answer(name, question).finally(() => underWay.delete(name))
      underWay.set(name, reply)
      return reply
    },
    spent: () => budget.spent(),
  }
}

/**
 * The most tokens that a question can use: a token has at least one byte, and a chat template adds some to the
 * conversation and to each message.
 */
function mostUsage({ messages, maxTokens }: JudgeRequest): TokenUsage {
  const promptTokens = messages.reduce((sum, { content }) => sum + Buffer.byteLength(content) + 16, 64)
  return { promptTokens, completionTokens: maxTokens }
}
