/**
 * What Python calls whitespace in `str.split()`, `str.strip()` and `\s`, as the inside of a character class. JavaScript's
 * `\s` lacks U+001C–U+001F and U+0085 and has U+FEFF on top.
 */
export const spaceClass =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'

const runs = new RegExp(`[${spaceClass}]+`, 'u')
const oneSpace = new RegExp(`^[${spaceClass}]$`, 'u')

/** `text.split()`. */
export function splitWords(text: string): string[] {
  return text.split(runs).filter(Boolean)
}

/** `text.strip()`. */
export function strip(text: string): string {
  return trimmed(text, character => oneSpace.test(character))
}

/** `text.strip(characters)`; the characters are taken as they are. */
export function stripCharacters(text: string, characters: string): string {
  return trimmed(text, character => characters.includes(character))
}

/**
 * A regular expression as Python's `re` reads it on text: `\s`, `\d` and `.` mean what they mean there, inside of
 * character classes as well. Flags are JavaScript's; `u` is always set. Where case is ignored, Python takes the dotted
 * capital and the dotless small i for an i, too.
 */
export function pythonPattern(source: string, flags = ''): RegExp {
  const translated = source.replace(/\\[\s\S]|\[(?:\\.|[^\]\\])*\]|[.i]/g, part => {
    if (part.startsWith('[')) return part.replaceAll('\\s', spaceClass).replaceAll('\\d', '\\p{Nd}')
    if (part === '\\s') return `[${spaceClass}]`
    if (part === '\\d') return '\\p{Nd}'
    if (part === '.') return '[^\\n]'
    return part === 'i' && flags.includes('i') ? '[iİı]' : part
  })
  return new RegExp(translated, `${flags}u`)
}

/** Length as Python counts it: an emoji is one. */
export function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

/** From both ends by hand: a pattern would try every place of a long run in the middle. */
function trimmed(text: string, isOuter: (character: string) => boolean): string {
  let [from, to] = [0, text.length]
  while (from < to && isOuter(text.charAt(from))) from += 1
  while (to > from && isOuter(text.charAt(to - 1))) to -= 1
  return text.slice(from, to)
}
