import type { Complaint } from './endpoint-call'

/** How much of the chat interface a server knows, beside the model, the messages and the temperature. */
export interface ChatDialect {
  /** The name it has for the limit of new tokens. */
  readonly limit: 'max_tokens' | 'max_completion_tokens'
  readonly knowsStop: boolean
  /** Likely tokens it tells at each place of an answer. */
  readonly topTokens: 20 | 5 | 0
}

/** What is tried first: the older name of the limit is the one that every server knows or names in its complaint. */
export const wholeDialect: ChatDialect = { limit: 'max_tokens', knowsStop: true, topTokens: 20 }

/** A parameter that is not known, in the words of the servers; not one whose value is too large for the question. */
const unknown =
  /unsupported|not support|unrecogni[sz]ed|unknown|unexpected|not permitted|not allowed|extra_forbidden/i

/**
 * The dialect without what a server complains of; null where it complains of something else.
 * @param body of the complaint, since some servers word it in a form of their own.
 */
export function narrowed(
  dialect: ChatDialect,
  sent: { readonly stop: boolean; readonly topTokens: boolean },
  { param, message, code }: Complaint,
  body: string,
): ChatDialect | null {
  const said = `${message} ${body}`
  const isUnknown = unknown.test(`${code} ${said}`)
  if (sent.topTokens && `${param} ${said}`.includes('logprobs'))
    return { ...dialect, topTokens: dialect.topTokens === 20 ? 5 : 0 }
  if (!isUnknown) return null
  // The complaint about either name of the limit may name both.
  if (dialect.limit === 'max_tokens' && (param === 'max_tokens' || said.includes('max_tokens')))
    return { ...dialect, limit: 'max_completion_tokens' }
  if (sent.stop && (param === 'stop' || /['"`]stop['"`]/.test(said))) return { ...dialect, knowsStop: false }
  return null
}
