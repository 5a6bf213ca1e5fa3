import { Refusal } from '#lib/domain/refusal'

/** A header nests three deep. Ten million open brackets would take JSON.parse 700 MB. */
const deepest = 16

/**
 * The JSON of a header or an index. The format forbids a key twice in one object, where JSON.parse keeps the last.
 * @throws Refusal `bad-safetensors` naming the file and the key.
 */
export function parsePlainJson(file: string, text: string): unknown {
  try {
    checkKeys(text)
    return JSON.parse(text)
  } catch (error) {
    const why = error instanceof NotPlain ? error.message : 'is not JSON'
    throw new Refusal('bad-safetensors', `${file} ${why}`, { cause: error })
  }
}

class NotPlain extends Error {}

/** One pass over the text, which need not be JSON. @throws NotPlain, or SyntaxError from a key. */
function checkKeys(text: string): void {
  const open: Set<string>[] = []
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '{' || character === '[') {
      if (open.length === deepest) throw new NotPlain(`nests more than ${deepest} deep`)
      open.push(new Set())
    } else if (character === '}' || character === ']') {
      open.pop()
    } else if (character === '"') {
      const end = endOfString(text, at)
      if (text[endOfSpace(text, end + 1)] === ':') {
        const key = keyOf(text.slice(at, end + 1))
        const keys = open.at(-1)
        if (keys?.has(key)) throw new NotPlain(`has ${JSON.stringify(key.slice(0, 100))} twice`)
        keys?.add(key)
      }
      at = end
    }
  }
}

/** Where the string that opens at `start` closes. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

function endOfSpace(text: string, start: number): number {
  let at = start
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++
  return at
}

/** Two spellings of one key are one key. */
function keyOf(quoted: string): string {
  return quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1)
}
