import { z } from 'zod'
import { addedToken } from './added-tokens'
import { literalDecoder, literalNormalizer, literalPreTokenizer } from './literal-steps'

/** tokenizer.json, its steps said so that the JavaScript library understands them as the Rust one does. */
export const definitionShape = z.looseObject({
  // Old files leave the type out.
  model: z
    .looseObject({
      type: z.enum(['BPE', 'Unigram', 'WordPiece']).optional(),
      vocab: z.union([z.record(z.string(), z.int().nonnegative()), z.array(z.unknown())]),
    })
    .transform(model => ({ ...model, type: model.type ?? (Array.isArray(model.vocab) ? 'Unigram' : 'BPE') })),
  added_tokens: z
    .array(z.looseObject({ id: z.number().int().nonnegative() }))
    .default([])
    .transform(list => list.map(token => ({ ...addedToken.parse(token), id: token.id }))),
  normalizer: z.unknown().transform(literalNormalizer),
  pre_tokenizer: z.unknown().transform(literalPreTokenizer),
  post_processor: z.unknown().transform(value => value ?? null),
  decoder: z.unknown().transform(literalDecoder),
  padding: z.looseObject({ pad_id: z.number().int().optional(), direction: z.string().optional() }).nullish(),
})
export type Definition = z.infer<typeof definitionShape>

type Vocabulary = Definition['model']['vocab']

/** Ids by token; a Unigram vocabulary is a list of [token, score]. */
export function vocabularyIndex(vocab: Vocabulary): (token: string) => number | undefined {
  if (!Array.isArray(vocab)) return token => (Object.hasOwn(vocab, token) ? vocab[token] : undefined)
  const ids = new Map(vocab.map((entry, id) => [Array.isArray(entry) ? entry[0] : entry, id]))
  return token => ids.get(token)
}

export function largestVocabularyId(vocab: Vocabulary): number {
  if (Array.isArray(vocab)) return vocab.length - 1
  return Object.values(vocab).reduce((largest, id) => Math.max(largest, id), -1)
}
