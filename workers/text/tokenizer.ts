import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { checkGrowth, growthOf } from './growth'
import { resolveSpecialTokens, type SpecialTokens, type TokenizerSettings } from './special-tokens'
import {
  type Definition,
  definitionShape,
  largestVocabularyId,
  vocabularyIndex,
} from './tokenizer-definition'
import { frameOf, openPipeline } from './tokenizer-pipeline'
import { within } from './within'

export interface TextTokenizer {
  /** Ids of a text; `<s>` and the like are added unless it already opens with the begin token, or unless asked not to. */
  encode(text: string, options?: { readonly addSpecialTokens?: boolean }): number[]
  /**
   * `length` ids for a text tower: the text cut so that its special tokens stay, then padded. `used`: ids before padding.
   * @throws Refusal `bad-tokenizer` where there is no pad token.
   */
  encodeFixed(text: string, length: number): { readonly ids: number[]; readonly used: number }
  /** Special tokens and ids beyond the vocabulary skipped, trimmed. */
  decode(ids: readonly number[]): string
  id(token: string): number | undefined
  /** The largest id that a text can become: embeddings need one row more than this. */
  readonly largestId: number
  /** `model_max_length`; null where the files set none (they then hold a number like 1e30). */
  readonly maxTokens: number | null
  /** Text by name (`bos_token`, …), for the chat template. */
  readonly specials: SpecialTokens['byName']
}

const noSettings: TokenizerSettings = { config: null, specialTokensMap: null, addedTokens: null }
const side = z.enum(['left', 'right'])
const sides = z.looseObject({
  padding_side: side.nullish(),
  truncation_side: side.nullish(),
  model_max_length: z.number().positive().nullish(),
})

/** The longest prompt there is takes a few milliseconds; a regular expression may take for ever. */
const limitMs = 2000
/** `model_max_length` above this stands for "none". */
const boundless = 1e9

/**
 * Follows tokenizer.json literally: its own normalizer, pre-tokenizer, model and post-processor, whatever class
 * tokenizer_config.json names. @param definition parsed tokenizer.json. @param config parsed tokenizer_config.json or null.
 * @param legacy the files older repos keep beside them. @throws Refusal `bad-tokenizer`, also when it encodes.
 */
export function openTokenizer(
  definition: unknown,
  config: unknown,
  legacy: Omit<TokenizerSettings, 'config'> = noSettings,
): TextTokenizer {
  if (definition === null)
    throw new Refusal(
      'bad-tokenizer',
      'there is no tokenizer.json and nothing else is read (tokenizer.model, vocab.json, merges.txt); AutoTokenizer.from_pretrained(…).save_pretrained(…) of transformers writes it',
    )
  return followed(() => wrap(definitionShape.parse(definition), { ...legacy, config }))
}

function wrap(definition: Definition, settings: TokenizerSettings): TextTokenizer {
  const { vocab } = definition.model
  const idOf = vocabularyIndex(vocab)
  const largest = largestOf(definition.added_tokens, largestVocabularyId(vocab))
  const specials = resolveSpecialTokens(definition.added_tokens, settings, idOf, largest + 1)
  const { tokenizer, encodePlain } = openPipeline(definition, specials.added)
  const contents = new Map(specials.added.map(token => [token.content, token.id]))
  const id = (token: string) => contents.get(token) ?? idOf(token)
  const begin = specials.byName.bos_token ?? ''
  const decoderGrowth = growthOf(definition.decoder)
  const frame = frameOf(tokenizer, id)
  const options = sides.parse(settings.config ?? {})
  const encodePieces = (text: string) => followed(() => within(limitMs, () => encodePlain(text)))

  return {
    encode(text, { addSpecialTokens = begin === '' || !text.startsWith(begin) } = {}) {
      const ids = encodePieces(text)
      return addSpecialTokens ? [...frame.before, ...ids, ...frame.after] : ids
    },
    encodeFixed(text, length) {
      const pad = id(specials.byName.pad_token ?? '') ?? definition.padding?.pad_id
      if (pad === undefined)
        throw new Refusal('bad-tokenizer', 'the tokenizer has no pad token to fill a text with')
      const room = Math.max(0, length - frame.before.length - frame.after.length)
      const plain = encodePieces(text)
      const kept =
        options.truncation_side === 'left' && plain.length > room
          ? plain.slice(plain.length - room)
          : plain.slice(0, room)
      const ids = [...frame.before, ...kept, ...frame.after].slice(0, length)
      const filling = new Array<number>(length - ids.length).fill(pad)
      const left = (options.padding_side ?? definition.padding?.direction?.toLowerCase()) === 'left'
      return { ids: left ? [...filling, ...ids] : [...ids, ...filling], used: ids.length }
    },
    decode(ids) {
      const known = ids.filter(one => tokenizer.id_to_token(one) !== undefined)
      if (known.length === 0) return ''
      const length = known.reduce((sum, one) => sum + (tokenizer.id_to_token(one)?.length ?? 0), 0)
      return followed(() => {
        checkGrowth(length, decoderGrowth, 'decoder')
        return tokenizer
          .decode(known, { skip_special_tokens: true, clean_up_tokenization_spaces: false })
          .trim()
      })
    },
    id,
    largestId: largestOf(specials.added, largest),
    maxTokens:
      options.model_max_length && options.model_max_length < boundless ? options.model_max_length : null,
    specials: specials.byName,
  }
}

function largestOf(tokens: readonly { readonly id: number }[], least: number): number {
  return tokens.reduce((largest, { id }) => Math.max(largest, id), least)
}

function followed<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) throw error
    const reason = reasonOf(error)
    throw new Refusal('bad-tokenizer', `tokenizer.json cannot be used: ${reason.replace(/\s+/gu, ' ')}`, {
      cause: error,
    })
  }
}

function reasonOf(error: unknown): string {
  const issue = error instanceof z.ZodError ? error.issues[0] : undefined
  if (issue) return `${issue.path.join('.')}: ${issue.message}`
  return error instanceof Error ? error.message : String(error)
}
