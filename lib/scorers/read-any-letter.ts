import { strip, stripCharacters } from './python-space'
import type { Found } from './reading'

const phrases = [
  'the answer is',
  'answer is',
  'the correct answer is',
  'correct answer is',
  'the best answer is',
  'best answer is',
  'the correct option is',
  'correct option is',
  'the best option is',
  'best option is',
  'the choice is',
  'choice is',
  'the correct choice is',
  'correct choice is',
  'i choose',
  'i select',
  'i pick',
  'my answer is',
  'my choice is',
  '옵션',
  '정답은',
  '답은',
  '답:',
  '答案是',
  '答案为',
  '选',
  '答えは',
]

/** How much a form is trusted. */
const trust = {
  start: 10,
  end: 9,
  phrase: 7,
  parentheses: 6,
  period: 5,
  colon: 4,
  'right-paren': 3,
  space: 2,
  fallback: 0,
} as const

interface Candidate {
  readonly letter: string
  readonly at: number
  readonly rule: keyof typeof trust
}

/**
 * lmms-eval's general reader of an option letter (`extract_mcq_answer`): every capital that stands in a known form is
 * a candidate; the most trusted form wins, and within it the last place.
 */
export function readAnyLetter(letters: readonly string[], prediction: string): Found | null {
  const said = [...',.!?;:\'"'].reduce(stripCharacters, strip(prediction))
  // Spaces around it, so that a letter at the end is followed by one.
  const text = ` ${said} `
  const formed = [
    ...lastPlaces(text, letters, 'parentheses', letter => `(${letter})`),
    ...lastPlaces(text, letters, 'period', letter => `${letter}.`),
    ...lastPlaces(text, letters, 'colon', letter => `${letter}:`),
    ...lastPlaces(text, letters, 'right-paren', letter => `${letter})`),
    ...lastPlaces(text, letters, 'space', letter => `${letter} `),
    ...afterPhrases(text, letters),
    ...atEnds(strip(text), text.length, letters),
  ]
  const candidates = formed.length > 0 ? formed : lastPlaces(text, letters, 'fallback', letter => letter)
  const [first, ...rest] = candidates
  if (!first) return null
  const best = rest.reduce((best, one) => (isBetter(one, best) ? one : best), first)
  return { parsed: best.letter, rule: best.rule }
}

function isBetter(one: Candidate, best: Candidate): boolean {
  return trust[one.rule] > trust[best.rule] || (one.rule === best.rule && one.at > best.at)
}

function lastPlaces(
  text: string,
  letters: readonly string[],
  rule: Candidate['rule'],
  form: (letter: string) => string,
): Candidate[] {
  return letters
    .map(letter => ({ letter, at: text.lastIndexOf(form(letter)), rule }))
    .filter(({ at }) => at >= 0)
}

/** The first place of each letter behind the first place of each phrase, inside of words as well. */
function afterPhrases(text: string, letters: readonly string[]): Candidate[] {
  const lower = text.toLowerCase()
  return phrases.flatMap(phrase => {
    const found = lower.indexOf(phrase)
    if (found < 0) return []
    return letters
      .map(letter => ({ letter, at: text.indexOf(letter, found + phrase.length), rule: 'phrase' as const }))
      .filter(({ at }) => at >= 0)
  })
}

function atEnds(said: string, length: number, letters: readonly string[]): Candidate[] {
  const characters = [...said]
  const standsAlone = (neighbour: string | undefined) => !/\p{L}/u.test(neighbour ?? '')
  return letters.flatMap((letter): Candidate[] => [
    ...(characters[0] === letter && standsAlone(characters[1])
      ? [{ letter, at: 0, rule: 'start' as const }]
      : []),
    ...(characters.at(-1) === letter && standsAlone(characters.at(-2))
      ? [{ letter, at: length - 1, rule: 'end' as const }]
      : []),
  ])
}
