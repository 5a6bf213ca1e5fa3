import { Refusal } from '#lib/domain/refusal'
import { type ChatCompletion, readCompletion } from './chat-completion'
import { type ChatDialect, narrowed } from './chat-dialect'
import { ChatFailure } from './chat-failure'
import type { EndpointAddress } from './endpoint-address'
import { type Complaint, isPassing, postJson, readComplaint, whyDenied } from './endpoint-call'
import type { TokenUsage } from './spend-budget'

/** Where a model is asked: `{base}/chat/completions`. */
export interface ChatEndpoint extends EndpointAddress {
  readonly model: string
}

/** One turn of the user: pictures, then text. */
export interface ChatQuestion {
  /** PNG files. */
  readonly pictures: readonly Uint8Array[]
  readonly text: string
  readonly maxNewTokens: number
  /** Texts before which the answer ends. */
  readonly stopTexts: readonly string[]
  /** Whether the likely first tokens of the answer are wanted too. */
  readonly withFirstTokens: boolean
}

export type ChatReply =
  | ChatCompletion
  /** The server knows less of the interface than was sent. */
  | { readonly kind: 'narrowed'; readonly dialect: ChatDialect }

/** Bytes: twenty likely tokens at each of a thousand places have a few millions. */
const mostBodyBytes = 16 << 20
const unbilled: TokenUsage = { promptTokens: 0, completionTokens: 0 }

/**
 * Asks once, at temperature 0.
 * @throws ChatFailure for this question; Refusal `provider-unavailable` or `quota-exceeded` where no question will be
 * answered.
 */
export async function callChat(
  endpoint: ChatEndpoint,
  question: ChatQuestion,
  dialect: ChatDialect,
  deadline: AbortSignal,
): Promise<ChatReply> {
  const { url, key } = endpoint
  const answer = await postJson(endpoint, bodyOf(endpoint, question, dialect), deadline, mostBodyBytes)
  // The server may have worked, and may charge for it.
  if (answer.kind === 'broken') throw new ChatFailure(`${url.host} ${answer.why}`, { passing: true })
  const { response, body } = answer
  if (!response.ok) {
    const complaint = readComplaint(body, key)
    const narrower = whatIsKnown(question, dialect, response.status, complaint, body)
    if (narrower) return { kind: 'narrowed', dialect: narrower }
    throw noAnswer(endpoint, response, complaint)
  }
  if (body === null)
    throw new ChatFailure(`${url.host} answers with more than ${mostBodyBytes} bytes`, { passing: true })
  return readCompletion(url.host, body)
}

function bodyOf(
  { model }: ChatEndpoint,
  { pictures, text, maxNewTokens, stopTexts, withFirstTokens }: ChatQuestion,
  { limit, knowsStop, topTokens }: ChatDialect,
): unknown {
  const shown = pictures.map(png => ({
    type: 'image_url',
    image_url: { url: `data:image/png;base64,${Buffer.from(png).toString('base64')}` },
  }))
  return {
    model,
    messages: [{ role: 'user', content: shown.length > 0 ? [...shown, { type: 'text', text }] : text }],
    temperature: 0,
    [limit]: maxNewTokens,
    ...(knowsStop && stopTexts.length > 0 ? { stop: stopTexts } : {}),
    ...(withFirstTokens && topTokens > 0 ? { logprobs: true, top_logprobs: topTokens } : {}),
  }
}

function whatIsKnown(
  { stopTexts, withFirstTokens }: ChatQuestion,
  dialect: ChatDialect,
  status: number,
  complaint: Complaint,
  body: Buffer | null,
): ChatDialect | null {
  if (status !== 400 && status !== 422) return null
  const sent = {
    stop: dialect.knowsStop && stopTexts.length > 0,
    topTokens: dialect.topTokens > 0 && withFirstTokens,
  }
  return narrowed(dialect, sent, complaint, body?.toString('utf8', 0, 4096) ?? '')
}

const moderated = /content_policy|moderation|content_filter|safety|content policy/i

function noAnswer(
  endpoint: ChatEndpoint,
  { status, headers }: Response,
  { message, code, type, param }: Complaint,
): Error {
  const { host } = endpoint.url
  const answers = `${host} answers ${status}: ${message}`
  if ([400, 403, 422].includes(status) && moderated.test(`${code} ${type} ${message}`))
    return new ChatFailure(answers, { passing: false, usage: unbilled })
  if (status === 402 || code === 'insufficient_quota')
    return new Refusal('quota-exceeded', `${host} lets no more be spent (${status}): ${message}`)
  if ((status === 400 || status === 422) && (param === 'temperature' || /\btemperature\b/.test(message)))
    return new Refusal(
      'provider-unavailable',
      `${host} does not let ${endpoint.model} answer at temperature 0, as probes compare answers: ${message}`,
    )
  const denied = whyDenied('chat model', endpoint, status, message)
  if (denied !== null) return new Refusal('provider-unavailable', denied)
  return new ChatFailure(answers, { passing: isPassing(status), headers, usage: unbilled })
}
