import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Tokenizer } from '@huggingface/tokenizers'
import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'

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

/** Reads tokenizer.json and follows it literally. @throws Refusal `bad-tokenizer`. */
export function openTokenizer(directory: string): TextTokenizer {
  const file = join(directory, 'tokenizer.json')
  if (!existsSync(file)) throw new Refusal('bad-tokenizer', `${directory} has no tokenizer.json`)
  const configFile = join(directory, 'tokenizer_config.json')
  try {
    const definition = tokenizerJson.parse(JSON.parse(readFileSync(file, 'utf8')))
    const config = tokenizerConfig.parse(
      existsSync(configFile) ? JSON.parse(readFileSync(configFile, 'utf8')) : {},
    )
    return wrap(new Tokenizer(definition, config), config.bos_token ?? null)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Refusal('bad-tokenizer', `tokenizer.json cannot be used: ${reason}`, { cause: error })
  }
}

function wrap(tokenizer: Tokenizer, begin: string | null): TextTokenizer {
  return {
    encode(text) {
      const opened = begin !== null && begin !== '' && text.startsWith(begin)
      return tokenizer.encode(text, { add_special_tokens: !opened }).ids
    },
    decode(ids) {
      if (ids.length === 0) return ''
      return tokenizer
        .decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false })
        .trim()
    },
    id: token => tokenizer.token_to_id(token),
  }
}
