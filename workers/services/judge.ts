import { setTimeout as sleep } from 'node:timers/promises'
import type { Judge, JudgeRequest } from '#lib/domain/judge'
import { Refusal } from '#lib/domain/refusal'
import { JudgeBudget, type JudgeUsage, type SpendCaps, type Spent } from './judge-budget'
import { JudgeCache, questionHash } from './judge-cache'
import { callJudge, type JudgeAnswer, type JudgeEndpoint, JudgeFailure } from './judge-call'
import { openLanes } from './judge-lanes'
import { judgePauseMs, longestPauseMs } from './judge-pause'

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

/** Questions in a row that failed in spite of their retries before the judge counts as unreachable. */
const mostFailedInRow = 8

/** Thousands of questions may come at once, and a process may open a thousand files or so. */
const mostFilesOpen = 64

/** @throws Refusal `bad-usage` where the address or the key cannot be used. */
export function openJudge(settings: JudgeSettings): ServedJudge {
  const { model, retries, timeoutMs, concurrency, caps } = settings
  const { wait = sleep, random = Math.random, deadline = AbortSignal.timeout } = settings
  const endpoint = readEndpoint(settings)
  const cache = new JudgeCache(settings.cacheFolder)
  const budget = new JudgeBudget(caps)
  const inLane = openLanes(concurrency)
  const whileReading = openLanes(mostFilesOpen)
  const underWay = new Map<string, Promise<ServedReply>>()
  let failedInRow = 0

  async function callOnce(question: JudgeRequest): Promise<JudgeAnswer> {
    const reservation = await budget.reserve(mostUsage(question))
    // Where the call throws anything else than what a judge's answer calls for, nothing was asked.
    let usage: JudgeUsage | null = { promptTokens: 0, completionTokens: 0 }
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

  async function callPatiently(question: JudgeRequest): Promise<JudgeAnswer> {
    for (let failures = 1; ; failures++) {
      if (failedInRow >= mostFailedInRow)
        throw new Refusal(
          'judge-unreachable',
          `${endpoint.url.host} failed ${failedInRow} questions in a row, each ${retries + 1} times; no more are asked`,
        )
      try {
        const answer = await callOnce(question)
        failedInRow = 0
        return answer
      } catch (error) {
        if (!(error instanceof JudgeFailure)) throw error
        const pause = judgePauseMs(error.headers, failures, Date.now(), random())
        if (error.passing && failures <= retries && pause !== null) {
          await wait(pause)
          continue
        }
        if (error.passing) failedInRow += 1
        throw lastFailure(error, failures, pause)
      }
    }
  }

  async function answer(name: string, question: JudgeRequest): Promise<ServedReply> {
    const kept = await whileReading(() => cache.read(name))
    if (kept) return { ...kept, cached: true }
    return inLane(async () => {
      const given = await callPatiently(question)
      await cache.write(name, given)
      return { ...given, cached: false }
    })
  }

  return {
    host: endpoint.url.host,
    model,
    ask(question, attempt) {
      const name = questionHash({ url: endpoint.url.href, model, attempt, ...question })
      const same = underWay.get(name)
      if (same) return same.then(reply => ({ ...reply, cached: true }))
      const reply = answer(name, question).finally(() => underWay.delete(name))
      underWay.set(name, reply)
      return reply
    },
    spent: () => budget.spent(),
  }
}

function lastFailure(error: JudgeFailure, failures: number, pause: number | null): JudgeFailure {
  if (error.passing && pause === null)
    return new JudgeFailure(
      `${error.message}; it asks to wait longer than ${longestPauseMs / 1000} s`,
      { passing: true },
      { cause: error },
    )
  if (failures === 1) return error
  return new JudgeFailure(`${error.message}, ${failures} times`, { passing: error.passing }, { cause: error })
}

/**
 * The most tokens that a question can use: a token has at least one byte, and a chat template adds some to the
 * conversation and to each message.
 */
function mostUsage({ messages, maxTokens }: JudgeRequest): JudgeUsage {
  const promptTokens = messages.reduce((sum, { content }) => sum + Buffer.byteLength(content) + 16, 64)
  return { promptTokens, completionTokens: maxTokens }
}

function readEndpoint({ url: text, key, model }: JudgeSettings): JudgeEndpoint {
  const base = URL.canParse(text) ? new URL(text) : null
  if (!base || !(base.protocol === 'https:' || base.protocol === 'http:'))
    throw new Refusal('bad-usage', `the judge's address "${text}" is not one of http:// or https://`)
  if (base.username !== '' || base.password !== '')
    throw new Refusal(
      'bad-usage',
      `the judge's address on ${base.host} has a password in it; give it as the key`,
    )
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key))
    throw new Refusal('bad-usage', "the judge's key has spaces or letters outside ASCII")
  if (key !== undefined && base.protocol === 'http:' && !isLocal(base))
    throw new Refusal('bad-usage', `the judge on ${base.host} has a key, which is sent over https:// only`)
  const url = new URL(base)
  url.pathname = `${base.pathname.replace(/\/+$/, '')}/chat/completions`
  return { url, key, model }
}

function isLocal({ hostname }: URL): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}
