import { Tokenizer } from '@huggingface/tokenizers'
import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { within } from './within'

export interface TextTokenizer {
  /** Ids of a text; `<s>` and the like are added unless the text already opens with the begin token. */
  encode(text: string): number[]
  /** Special tokens skipped, trimmed. */
  decode(ids: readonly number[]): string
  id(token: string): number | undefined
}

const tokenizerJson = z.looseObject({ model: z.looseObject({ type: z.string() }) })
const specialToken = z.union([
  z.string(),
  z.object({ content: z.string() }).transform(token => token.content),
])
const tokenizerConfig = z.looseObject({ bos_token: specialToken.nullish() })

/** The longest prompt there is takes a few milliseconds; a regular expression may take for ever. */
const limitMs = 2000

/**
 * Follows tokenizer.json literally. @param definition parsed tokenizer.json. @param config parsed
 * tokenizer_config.json or null. @throws Refusal `bad-tokenizer`, also when it encodes.
 */
export function openTokenizer(definition: unknown, config: unknown): TextTokenizer {
  if (definition === null) throw new Refusal('bad-tokenizer', 'there is no tokenizer.json')
  return followed(() => {
    const settings = tokenizerConfig.parse(config ?? {})
    return wrap(new Tokenizer(tokenizerJson.parse(definition), settings), settings.bos_token ?? null)
  })
}

function wrap(tokenizer: Tokenizer, begin: string | null): TextTokenizer {
  return {
    encode(text) {
      const opened = begin !== null && begin !== '' && text.startsWith(begin)
      return followed(() =>
        within(limitMs, () => tokenizer.encode(text, { add_special_tokens: !opened }).ids),
      )
    },
    decode(ids) {
      if (ids.length === 0) return ''
      return followed(() =>
        tokenizer.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false }).trim(),
      )
    },
    id: token => tokenizer.token_to_id(token),
  }
}

function followed<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Refusal('bad-tokenizer', `tokenizer.json cannot be used: ${reason.replace(/\s+/gu, ' ')}`, {
      cause: error,
    })
  }
}
