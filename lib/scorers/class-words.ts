import type { AnswerClass } from '../domain/answer-class'
import { splitWords } from './python-space'

const numberWords =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  )
const lead = /^(?:(?:a photo of|this is|it is|it's|the|an?)\s+)+/

/** Lower case, compatibility forms, underscores as spaces, without quotes and final punctuation, one space a gap. */
export function plainText(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('_', ' ')
    .replace(/["“”„«»`*]|(?<!\p{L})['‘’]|['‘’](?!\p{L})/gu, '')
    .replaceAll('’', "'")
  return splitWords(plain)
    .join(' ')
    .replace(/[.!?,;:]+$/, '')
}

/** Without what answers begin with: an article, "this is", "a photo of". */
export function withoutLead(plain: string): string {
  return plain.replace(lead, '')
}

export interface Word {
  readonly text: string
  /** Whether a clause ends behind it: "no, …" denies nothing that follows. */
  readonly pauses: boolean
}

/** Words of a plain text without the punctuation around them; `-`, `.` and digits inside stay: "x-ray", "737-200". */
export function clauseWords(plain: string): Word[] {
  return splitWords(plain)
    .map(word => ({
      text: word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''),
      pauses: /[,.;:!?–—]$/.test(word),
    }))
    .filter(({ text }) => text !== '')
}

export function plainWords(plain: string): string[] {
  return clauseWords(plain).map(({ text }) => text)
}

/** Everything by which classes are known; of two classes known by one phrase the one whose own name it is. */
export interface ClassPhrases {
  /** By the words with one space between. */
  readonly inSentence: ReadonlyMap<string, string>
  /** The same and the codes, which count as a whole answer only. */
  readonly whole: ReadonlyMap<string, string>
  /** Words of the longest phrase. */
  readonly longest: number
}

const known = new WeakMap<readonly AnswerClass[], ClassPhrases>()

/** Made once a list of classes. */
export function phrasesOf(classes: readonly AnswerClass[]): ClassPhrases {
  const before = known.get(classes)
  if (before) return before
  const made = makePhrases(classes)
  known.set(classes, made)
  return made
}

function makePhrases(classes: readonly AnswerClass[]): ClassPhrases {
  const inSentence = new Map<string, string>()
  const add = (name: string, phrases: readonly string[]) => {
    for (const phrase of phrases) if (phrase !== '' && !inSentence.has(phrase)) inSentence.set(phrase, name)
  }
  for (const { name } of classes) add(name, [phrase(name)])
  for (const { name, aliases } of classes) add(name, aliases.map(phrase))
  for (const { name, aliases } of classes) add(name, [name, ...aliases].flatMap(variants))
  const whole = new Map(inSentence)
  for (const { name, codes } of classes)
    for (const code of codes.map(phrase)) if (!whole.has(code)) whole.set(code, name)
  const longest = Math.max(0, ...[...inSentence.keys()].map(words => words.split(' ').length))
  return { inSentence, whole, longest }
}

function phrase(name: string): string {
  return plainWords(plainText(name)).join(' ')
}

/** With and without hyphens, the last word singular and plural, numbers as word and as digits. */
function variants(name: string): string[] {
  const plain = phrase(name)
  const hyphens = [plain, plain.replaceAll('-', ' '), plain.replaceAll('-', ''), plain.replaceAll(' ', '-')]
  const numbers = numberWords.indexOf(plain) >= 0 ? [String(numberWords.indexOf(plain))] : []
  const word = /^\d+$/.test(plain) ? numberWords[Number(plain)] : undefined
  return [...hyphens, ...hyphens.flatMap(inflected), ...numbers, ...(word === undefined ? [] : [word])]
}

function inflected(phrase: string): string[] {
  // Numbers have no plural: "737-200s" is nobody's name.
  if (!/\p{L}$/u.test(phrase)) return []
  const singular = phrase
    .replace(/ies$/, 'y')
    .replace(/(ch|sh|x|ss|z)es$/, '$1')
    .replace(/([^s])s$/, '$1')
  const plural = /[^aeiou]y$/.test(phrase)
    ? phrase.replace(/y$/, 'ies')
    : phrase + (/(?:ch|sh|x|s|z)$/.test(phrase) ? 'es' : 's')
  return [singular, plural]
}
