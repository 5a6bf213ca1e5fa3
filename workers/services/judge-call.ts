import { z } from 'zod'
import type { JudgeReply, JudgeRequest } from '#lib/domain/judge'
import { Refusal } from '#lib/domain/refusal'
import type { JudgeUsage } from './judge-budget'

/** A judge's reply; `model` is empty where the server does not say which it used. */
export interface JudgeAnswer extends JudgeReply {
  readonly finishReason: string | null
  /** Null where the server does not say. */
  readonly usage: JudgeUsage | null
}

/** Where a judge is asked. */
export interface JudgeEndpoint {
  /** `{base}/chat/completions`. */
  readonly url: URL
  readonly key: string | undefined
  readonly model: string
}

/** The judge gave no usable answer: the item that was asked about has no score. */
export class JudgeFailure extends Error {
  override readonly name = 'JudgeFailure'
  /** Worth another try. */
  readonly passing: boolean
  /** Headers of an answer that may ask to come back later. */
  readonly headers: Headers | null
  /** What the call is booked with; null: the server did not tell. */
  readonly usage: JudgeUsage | null

  constructor(
    message: string,
    part: { passing: boolean; headers?: Headers; usage?: JudgeUsage | null },
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.passing = part.passing
    this.headers = part.headers ?? null
    this.usage = part.usage ?? null
  }
}

/** The longest body that is read, in bytes: an answer of a few thousand tokens has some tens of thousands. */
const mostBodyBytes = 4 << 20
const longestSaid = 300
const unbilled: JudgeUsage = { promptTokens: 0, completionTokens: 0 }

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
const complaint = z.object({ error: z.union([z.string(), z.object({ message: z.string() })]) })

/**
 * Asks once. Only the endpoint itself is asked: a redirect is refused, so the key goes nowhere else.
 * @throws JudgeFailure for this question; Refusal `judge-denied` where no question will be answered.
 */
export async function callJudge(
  { url, key, model }: JudgeEndpoint,
  { messages, temperature, maxTokens }: JudgeRequest,
  deadline: AbortSignal,
): Promise<JudgeAnswer> {
  const clean = (text: string) => cleanText(text, key)
  const failed = (error: unknown) => {
    const why = deadline.aborted
      ? 'gave no whole answer in time'
      : `broke the connection (${clean(reasonOf(error))})`
    // The server may have worked, and may charge for it.
    return new JudgeFailure(`${url.host} ${why}`, { passing: true })
  }
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({ model, messages, temperature, max_tokens: maxTokens }),
    redirect: 'manual',
    signal: deadline,
  }).catch(error => {
    throw failed(error)
  })
  const body = await readBody(response).catch(error => {
    throw failed(error)
  })
  if (!response.ok) throw noAnswer(url, model, response, clean(saidIn(body ?? '')))
  if (body === null)
    throw new JudgeFailure(`${url.host} answers with more than ${mostBodyBytes} bytes`, { passing: true })
  return readCompletion(url, body)
}

/** The whole body, or null where it is too long. */
async function readBody({ body }: Response): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    // Leaving the loop cancels the rest.
    if (length > mostBodyBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function readCompletion(url: URL, body: string): JudgeAnswer {
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

function noAnswer(url: URL, model: string, { status, headers }: Response, said: string): Error {
  const why = said === '' ? 'it does not say why' : said
  if (status >= 300 && status < 400)
    return new Refusal(
      'judge-denied',
      `${url.host} redirects the judge's calls (${status}); set the address it redirects to`,
    )
  if (status === 401 || status === 403)
    return new Refusal('judge-denied', `${url.host} answers ${status} for judge ${model}: ${why}`)
  if (status === 404 || status === 405)
    return new Refusal(
      'judge-denied',
      `${url.host}${url.pathname} answers ${status} for judge ${model}: ${why}`,
    )
  const passing = status === 408 || status === 409 || status === 425 || status === 429 || status >= 500
  return new JudgeFailure(`${url.host} answers ${status}: ${why}`, { passing, headers, usage: unbilled })
}

/** What the server complains of. */
function saidIn(body: string): string {
  const parsed = complaint.safeParse(parseJson(body))
  if (!parsed.success) return ''
  const { error } = parsed.data
  return typeof error === 'string' ? error : error.message
}

/** Undefined where it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** One line without the key, which some servers repeat. */
function cleanText(text: string, key: string | undefined): string {
  const safe = key === undefined || key === '' ? text : text.replaceAll(key, '(key)')
  return safe.replace(/\s+/gu, ' ').trim().slice(0, longestSaid)
}

/** fetch says "fetch failed" or "terminated" and keeps the reason in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null
  return cause instanceof Error && cause.message !== '' ? cause.message : (code ?? String(error))
}
