import { z } from 'zod'
import type { JudgeReply, JudgeRequest } from '#lib/domain/judge'
import { Refusal } from '#lib/domain/refusal'
import type { EndpointAddress } from './endpoint-address'
import { EndpointFailure, isPassing, parseJson, postJson, readComplaint, whyDenied } from './endpoint-call'
import type { TokenUsage } from './spend-budget'

/** A judge's reply; `model` is empty where the server does not say which it used. */
export interface JudgeAnswer extends JudgeReply {
  readonly finishReason: string | null
  /** Null where the server does not say. */
  readonly usage: TokenUsage | null
}

/** Where a judge is asked: `{base}/chat/completions`. */
export interface JudgeEndpoint extends EndpointAddress {
  readonly model: string
}

/** The judge gave no usable answer: the item that was asked about has no score. */
export class JudgeFailure extends EndpointFailure {
  override readonly name = 'JudgeFailure'
  /** What the call is booked with; null: the server did not tell. */
  readonly usage: TokenUsage | null

  constructor(
    message: string,
    part: { passing: boolean; headers?: Headers; usage?: TokenUsage | null },
    options?: ErrorOptions,
  ) {
    super(message, part, options)
    this.usage = part.usage ?? null
  }
}

/** The longest body that is read, in bytes: an answer of a few thousand tokens has some tens of thousands. */
const mostBodyBytes = 4 << 20
const unbilled: TokenUsage = { promptTokens: 0, completionTokens: 0 }

const count = z.int().nonnegative()
const completion = z.object({
  model: z.string().max(300).nullish().catch(null),
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish() }),
        finish_reason: z.string().max(100).nullish().catch(null),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish().catch(null),
})

/**
 * Asks once.
 * @throws JudgeFailure for this question; Refusal `judge-denied` where no question will be answered.
 */
export async function callJudge(
  endpoint: JudgeEndpoint,
  { messages, temperature, maxTokens }: JudgeRequest,
  deadline: AbortSignal,
): Promise<JudgeAnswer> {
  const { url, key, model } = endpoint
  const sent = { model, messages, temperature, max_tokens: maxTokens }
  const answer = await postJson(endpoint, sent, deadline, mostBodyBytes)
  // The server may have worked, and may charge for it.
  if (answer.kind === 'broken') throw new JudgeFailure(`${url.host} ${answer.why}`, { passing: true })
  const { response, body } = answer
  if (!response.ok) throw noAnswer(endpoint, response, readComplaint(body, key).message)
  if (body === null)
    throw new JudgeFailure(`${url.host} answers with more than ${mostBodyBytes} bytes`, { passing: true })
  return readCompletion(url, body)
}

function readCompletion(url: URL, body: Buffer): JudgeAnswer {
  const parsed = completion.safeParse(parseJson(body))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const where = issue?.path.join('.') || 'the body'
    throw new JudgeFailure(`${url.host} answers with no chat completion (${where}: ${issue?.message})`, {
      passing: true,
    })
  }
  const { model, choices, usage } = parsed.data
  const used = usage ? { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens } : null
  const text = choices[0]?.message.content ?? ''
  const finishReason = choices[0]?.finish_reason ?? null
  if (text.trim() === '')
    throw new JudgeFailure(
      `${url.host} answers with empty text (finish reason ${finishReason ?? 'not given'})`,
      {
        passing: true,
        usage: used,
      },
    )
  return { text, model: model ?? '', finishReason, usage: used }
}

function noAnswer(endpoint: JudgeEndpoint, { status, headers }: Response, said: string): Error {
  const denied = whyDenied('judge', endpoint, status, said)
  if (denied !== null) return new Refusal('judge-denied', denied)
  return new JudgeFailure(`${endpoint.url.host} answers ${status}: ${said}`, {
    passing: isPassing(status),
    headers,
    usage: unbilled,
  })
}
