import { z } from 'zod'

/** A token found in the text before the model sees it, as tokenizer.json and tokenizer_config.json write it. */
export const addedToken = z
  .looseObject({
    content: z.string(),
    single_word: z.boolean().default(false),
    lstrip: z.boolean().default(false),
    rstrip: z.boolean().default(false),
    special: z.boolean().default(false),
    normalized: z.boolean().optional(),
  })
  .transform(token => ({ ...token, normalized: token.normalized ?? !token.special }))

export type AddedToken = z.infer<typeof addedToken> & { readonly id: number }

/** A stretch of text, or the added token found there. `start` in UTF-16 units of the text that was split. */
export interface Piece {
  readonly start: number
  readonly text: string
  readonly token: AddedToken | null
}

/** The tokens by the form in which the text shows them. */
export type TokensBySurface = ReadonlyMap<string, AddedToken>

const space = /\p{White_Space}/u
const word = '[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]'
const endsInWord = new RegExp(`${word}$`, 'u')
const startsWithWord = new RegExp(`^${word}`, 'u')

/**
 * A function that cuts a text at its added tokens: the leftmost first, the longest of those that start there, as
 * `find_matches` of the Rust library does. A single_word token next to a letter is left in the text.
 */
export function addedTokenSplitter(tokens: TokensBySurface): (text: string) => Piece[] {
  const surfaces = [...tokens.keys()].filter(surface => surface !== '')
  if (surfaces.length === 0) return text => [{ start: 0, text, token: null }]
  const longestFirst = surfaces.sort((a, b) => b.length - a.length).map(escapeExpression)
  const pattern = new RegExp(longestFirst.join('|'), 'gu')
  return text => cut(text, pattern, tokens)
}

function cut(text: string, pattern: RegExp, tokens: TokensBySurface): Piece[] {
  const pieces: Piece[] = []
  let done = 0
  for (const match of text.matchAll(pattern)) {
    const token = tokens.get(match[0])
    if (token === undefined) continue
    let start = match.index
    let stop = start + match[0].length
    if (token.single_word && touchesWord(text, start, stop)) continue
    if (token.lstrip) while (start > done && space.test(text.charAt(start - 1))) start -= 1
    if (token.rstrip) while (stop < text.length && space.test(text.charAt(stop))) stop += 1
    if (done < start) pieces.push({ start: done, text: text.slice(done, start), token: null })
    pieces.push({ start, text: text.slice(start, stop), token })
    done = stop
  }
  if (done < text.length) pieces.push({ start: done, text: text.slice(done), token: null })
  return pieces
}

/** Two units on either side hold the neighbouring character. */
function touchesWord(text: string, start: number, stop: number): boolean {
  return (
    endsInWord.test(text.slice(Math.max(0, start - 2), start)) ||
    startsWithWord.test(text.slice(stop, stop + 2))
  )
}

function escapeExpression(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&')
}
