import { Tokenizer } from '@huggingface/tokenizers'
import { type AddedToken, addedTokenSplitter } from './added-tokens'
import { checkGrowth, growthOf } from './growth'
import { putLiteralDecoder } from './literal-steps'
import type { Definition } from './tokenizer-definition'

/** The library's steps in the order of the Rust library, which the library's own encode keeps only in part. */
export function openPipeline(definition: Definition, added: readonly AddedToken[]) {
  const { normalizer } = new Tokenizer(
    { ...definition, model: { type: 'BPE', vocab: {}, merges: [] }, added_tokens: [] },
    {},
  )
  const growth = growthOf(definition.normalizer) * growthOf(definition.pre_tokenizer)
  const normalize = (text: string) => {
    checkGrowth(text.length, growth, 'normalizer and pre_tokenizer')
    return normalizer === null ? text : normalizer(text)
  }
  // The Rust library shows a normalized token in its normalized form, also when it decodes.
  const shown = added.map(token =>
    token.normalized ? { ...token, content: normalize(token.content) } : token,
  )
  const bySurface = (wanted: boolean) =>
    addedTokenSplitter(new Map(shown.filter(one => one.normalized === wanted).map(one => [one.content, one])))
  const splitRaw = bySurface(false)
  const splitNormalized = bySurface(true)
  const tokenizer = new Tokenizer({ ...definition, added_tokens: shown }, {})
  putLiteralDecoder(tokenizer)
  const { model, pre_tokenizer: preTokenizer } = tokenizer
  if (model === null) throw new Error('no model')
  const idsOf = (text: string, first: boolean): number[] => {
    const words = preTokenizer === null ? [text] : preTokenizer(text, { section_index: first ? 0 : 1 })
    return model(words).flatMap(token => model.tokens_to_ids.get(token) ?? model.unk_token_id ?? [])
  }
  const encodePlain = (text: string) =>
    splitRaw(text).flatMap(raw =>
      raw.token
        ? [raw.token.id]
        : splitNormalized(normalize(raw.text)).flatMap(piece => {
            if (piece.token) return [piece.token.id]
            return piece.text === '' ? [] : idsOf(piece.text, raw.start === 0 && piece.start === 0)
          }),
    )
  return { tokenizer, encodePlain }
}

/** Ids that the post-processor puts around a text. */
export function frameOf({ post_processor: frame }: Tokenizer, id: (token: string) => number | undefined) {
  const text = '\0text'
  const tokens = frame === null ? [text] : frame([text], null, true).tokens
  const at = tokens.indexOf(text)
  const ids = (part: string[]) =>
    part.map(token => {
      const found = id(token)
      if (found === undefined) throw new Error(`its post_processor adds "${token}", which is no token`)
      return found
    })
  return { before: ids(tokens.slice(0, at)), after: ids(tokens.slice(at + 1)) }
}
