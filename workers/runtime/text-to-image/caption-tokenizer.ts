import { Refusal } from '#lib/domain/refusal'
import type { CaptionTokens } from '#lib/domain/synthesizer'
import { openTokenizer } from '#workers/text/tokenizer'
import { readClipDefinition } from './clip-definition'
import type { TextEncoderConfig } from './pipeline-config'
import { readJson } from './read-json'

/** Reads captions as one of the two text encoders is fed. */
export interface CaptionTokenizer {
  /** Ids of every caption, padding included. */
  readonly length: number
  encode(caption: string): { readonly ids: readonly number[]; readonly tokens: CaptionTokens }
}

/** A `model_max_length` above this stands for "none". */
const boundless = 1e6

/**
 * Begin token, the head of the caption, end token, padding. The pad token counts: no mask is passed, so the UNet attends
 * to the states of the padding, and the second tokenizer of Stable Diffusion XL pads with "!", which thereby becomes a
 * special token that is cut out of captions first (diffusers issue 4153). Padding and truncation that are stored in
 * tokenizer.json are whatever its last user wanted, and are left alone.
 * @throws Refusal `bad-tokenizer`, `bad-config`, `unsafe-file`.
 */
export function openCaptionTokenizer(
  directory: string,
  folder: string,
  { positions, vocabulary }: Pick<TextEncoderConfig, 'positions' | 'vocabulary'>,
): CaptionTokenizer {
  const refuse = (why: string) => new Refusal('bad-tokenizer', `${folder}: ${why}`)
  const file = (name: string) => readJson(directory, `${folder}/${name}`)
  const tokenizer = openTokenizer(readClipDefinition(directory, folder), file('tokenizer_config.json'), {
    specialTokensMap: file('special_tokens_map.json'),
    addedTokens: file('added_tokens.json'),
  })
  const { pad_token: padName } = tokenizer.specials
  const pad = padName === undefined ? undefined : tokenizer.id(padName)
  if (pad === undefined) throw refuse('tokenizer_config.json names no pad_token')
  if (tokenizer.largestId >= vocabulary)
    throw refuse(`ids go up to ${tokenizer.largestId}, the text encoder has ${vocabulary} embeddings`)
  const stated = tokenizer.maxTokens !== null && tokenizer.maxTokens <= boundless ? tokenizer.maxTokens : null
  const length = stated ?? positions
  if (!Number.isInteger(length) || length < 3 || length > positions)
    throw refuse(`model_max_length is ${length}, the text encoder has ${positions} positions`)
  if (tokenizer.encode('', { addSpecialTokens: true }).length !== 2)
    throw refuse('a caption is not put between one begin and one end token')
  return {
    length,
    encode(caption) {
      const full = tokenizer.encode(caption, { addSpecialTokens: true })
      const end = full.slice(-1)
      const droppedIds = full.length > length ? full.slice(length - 1, -1) : []
      const kept = droppedIds.length > 0 ? [...full.slice(0, length - 1), ...end] : full
      const droppedText = tokenizer.decode(droppedIds).replaceAll('</w>', ' ').trim()
      return {
        ids: [...kept, ...new Array<number>(length - kept.length).fill(pad)],
        tokens: { full: full.length, kept: kept.length, droppedIds, droppedText },
      }
    },
  }
}
