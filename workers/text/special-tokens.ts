import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { type AddedToken, addedToken } from './added-tokens'

/** Files beside tokenizer.json, parsed; null where there is none. */
export interface TokenizerSettings {
  /** `tokenizer_config.json` */
  readonly config: unknown
  /** `special_tokens_map.json` and `added_tokens.json`, which older repos keep. */
  readonly specialTokensMap: unknown
  readonly addedTokens: unknown
}

type Loose = z.infer<typeof addedToken>

// Named tokens are special, and a bare string has no flags.
const named = z.union([
  z.string().transform(content => addedToken.parse({ content, special: true })),
  z.looseObject({ content: z.string() }).transform(token => addedToken.parse({ ...token, special: true })),
])
const declarations = z.looseObject({
  added_tokens_decoder: z.record(z.string(), addedToken).optional(),
  extra_special_tokens: z.union([z.array(named), z.record(z.string(), named)]).nullish(),
  additional_special_tokens: z.array(named).nullish(),
})
const addedIds = z.record(z.string(), z.number().int().nonnegative())

/** In the order in which transformers adds those that tokenizer.json lacks. */
const standardNames = [
  'bos_token',
  'eos_token',
  'unk_token',
  'sep_token',
  'pad_token',
  'cls_token',
  'mask_token',
]

export interface SpecialTokens {
  /** Text by name (`bos_token`, `image_token`, …): what a chat template may print. */
  readonly byName: Readonly<Record<string, string>>
  /** Every added token with its final id and flags. */
  readonly added: readonly AddedToken[]
}

/**
 * Puts tokenizer.json's added tokens (`own`) together with what the files beside it say, as transformers 5 does:
 * tokenizer_config.json's `added_tokens_decoder` overrides flags; without it special_tokens_map.json and
 * added_tokens.json are read, and tokenizer.json overrides them. A declared or named token that tokenizer.json lacks gets
 * the next free id, and where its declared id is another one it is refused (transformers would silently move it).
 * @param idOf id of a token in tokenizer.json's vocabulary. @param free the first id after all of its tokens.
 * @throws Refusal `bad-tokenizer`; ZodError where a file is malformed.
 */
export function resolveSpecialTokens(
  own: readonly AddedToken[],
  settings: TokenizerSettings,
  idOf: (token: string) => number | undefined,
  free: number,
): SpecialTokens {
  const config = declarations.parse(settings.config ?? {})
  const modern = config.added_tokens_decoder !== undefined
  const names = namedTokens({
    ...config,
    ...(modern ? {} : declarations.parse(settings.specialTokensMap ?? {})),
  })
  const declared = modern
    ? Object.entries(config.added_tokens_decoder ?? {}).map(([id, token]) => ({ ...token, id: Number(id) }))
    : legacyTokens(settings.addedTokens, names)
  const merged = new Map(own.map(token => [token.content, token]))
  let next = free
  for (const token of declared.sort((a, b) => a.id - b.id)) {
    const there = merged.get(token.content)?.id ?? idOf(token.content)
    if (there !== undefined) {
      if (modern || !merged.has(token.content)) merged.set(token.content, { ...token, id: there })
      continue
    }
    if (token.id !== next)
      throw new Refusal(
        'bad-tokenizer',
        `added token "${token.content}" is declared with id ${token.id}, but tokenizer.json lacks it and its next free id is ${next}`,
      )
    merged.set(token.content, token)
    next += 1
  }
  for (const [, token] of names) {
    if (merged.has(token.content)) continue
    const there = idOf(token.content)
    merged.set(token.content, { ...token, id: there ?? next })
    if (there === undefined) next += 1
  }
  const byName = Object.fromEntries(names.flatMap(([name, token]) => (name ? [[name, token.content]] : [])))
  return { byName, added: [...merged.values()] }
}

/** Standard names first, then the family's own (`image_token`), then those without a name. */
function namedTokens(config: z.infer<typeof declarations>): (readonly [string | null, Loose])[] {
  const own = Object.keys(config).filter(key => key.endsWith('_token') && !standardNames.includes(key))
  const found = [...standardNames, ...own].flatMap(name => {
    const token = named.safeParse(config[name])
    return token.success ? [[name, token.data] as const] : []
  })
  const extra = config.extra_special_tokens ?? config.additional_special_tokens ?? []
  const more = Array.isArray(extra)
    ? extra.map(token => [null, token] as const)
    : Object.entries(extra).map(([name, token]) => [name, token] as const)
  return [...found, ...more]
}

function legacyTokens(file: unknown, names: readonly (readonly [string | null, Loose])[]): AddedToken[] {
  const special = new Set(names.map(([, token]) => token.content))
  return Object.entries(addedIds.parse(file ?? {})).map(([content, id]) => ({
    ...addedToken.parse({ content, special: special.has(content) }),
    id,
  }))
}
