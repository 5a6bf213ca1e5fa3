import { z } from 'zod'
import { ChatFailure } from './chat-failure'
import { parseJson } from './endpoint-call'
import type { TokenUsage } from './spend-budget'

/** A token that the answer might have begun with. */
export interface FirstToken {
  readonly text: string
  /** Natural logarithm. */
  readonly logProbability: number
}

/** What the server said, as it said it. */
export interface ChatCompletion {
  readonly kind: 'completion'
  readonly text: string
  readonly finishReason: string | null
  /** Empty: it does not say. */
  readonly servedModel: string
  readonly fingerprint: string
  /** Null: it does not say. */
  readonly usage: TokenUsage | null
  /** The most likely first tokens, the likeliest first; null where they were not asked for, or are not told. */
  readonly firstTokens: readonly FirstToken[] | null
}

const count = z.int().nonnegative()
const told = z.string().max(300).nullish().catch(null)
const firstPlace = z.object({ top_logprobs: z.array(z.object({ token: z.string(), logprob: z.number() })) })
const completion = z.object({
  model: told,
  system_fingerprint: told,
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish().catch(null) }),
        finish_reason: told,
        logprobs: z
          .object({ content: z.array(z.unknown()).min(1) })
          .nullish()
          .catch(null),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish().catch(null),
})

/** @param host who answered. @throws ChatFailure. */
export function readCompletion(host: string, body: Buffer): ChatCompletion {
  const parsed = completion.safeParse(parseJson(body))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const where = issue?.path.join('.') || 'the body'
    throw new ChatFailure(`${host} answers with no chat completion (${where}: ${issue?.message})`, {
      passing: true,
    })
  }
  const { model, system_fingerprint, choices, usage } = parsed.data
  const used = usage ? { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens } : null
  const [choice] = choices
  const finishReason = choice?.finish_reason ?? null
  if (finishReason === 'content_filter')
    throw new ChatFailure(`${host} withholds the answer (content_filter)`, {
      passing: false,
      usage: used,
    })
  // A model that declines says so in a field of its own; one that used up its limit unheard says nothing.
  const text = choice?.message.content ?? choice?.message.refusal ?? (finishReason === 'length' ? '' : null)
  if (text === null)
    throw new ChatFailure(`${host} answers without text (finish reason ${finishReason ?? 'not given'})`, {
      passing: true,
      usage: used,
    })
  const first = firstPlace.safeParse(choice?.logprobs?.content[0])
  return {
    kind: 'completion',
    text,
    finishReason,
    servedModel: model ?? '',
    fingerprint: system_fingerprint ?? '',
    usage: used,
    firstTokens: first.success ? first.data.top_logprobs.map(toFirstToken) : null,
  }
}

function toFirstToken({ token, logprob }: { token: string; logprob: number }): FirstToken {
  return { text: token, logProbability: logprob }
}
