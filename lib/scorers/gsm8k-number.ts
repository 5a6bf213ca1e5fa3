import { readFloat } from './python-number'
import { pythonPattern, strip } from './python-space'
import type { Found, Reading } from './reading'

/** One way of finding the number of a worked solution; null where there is none. */
export type NumberReader = (completion: string) => Found | null

const marked = pythonPattern(/#### (-?[0-9.,]+)/.source)
const answered = pythonPattern(/The answer is (-?[0-9.,]+)./.source)
const anyNumber = /(-?[$0-9.,]{2,})|(-?[0-9]+)/g

/** The number behind the first "#### ". */
export const readMarked: NumberReader = completion => readFirst(marked, completion, 'hash')

/**
 * The number of the first "The answer is N" with a character behind it. At the very end of an answer the last digit
 * serves as that character, so that "The answer is 42" yields 4: as in the harness.
 */
export const readAnswered: NumberReader = completion => readFirst(answered, completion, 'answer-is')

/** The last thing that looks like a number, or like two of the characters `$ . ,`. */
export const readLast: NumberReader = completion => {
  const last = [...completion.matchAll(anyNumber)].at(-1)?.[0]
  return last === undefined ? null : { parsed: last, rule: 'last-number' }
}

/** Equality as lm-evaluation-harness has it for GSM8K: the texts without commas, `$` and one final period. */
export function sameNumber(reading: Found | null, answer: string): Reading | null {
  return reading && { value: cleaned(reading.parsed) === cleaned(answer) ? 1 : 0, ...reading }
}

/** Equality of numbers: 18.00 is 18, 1,500 is $1500. */
export function equalNumber(reading: Found | null, answer: string): Reading | null {
  if (!reading) return null
  const [said, gold] = [reading.parsed, answer].map(text => readFloat(cleaned(text)))
  return { ...reading, value: said === gold && typeof said === 'number' ? 1 : 0 }
}

/** What stands behind the last `####` of a solution. */
export function goldNumber(answer: string): string {
  return strip(answer.split('####').at(-1) ?? '')
}

function readFirst(pattern: RegExp, completion: string, rule: string): Found | null {
  const parsed = pattern.exec(completion)?.[1]
  return parsed === undefined ? null : { parsed, rule }
}

function cleaned(text: string): string {
  return text.replace(/[,$]/g, '').replace(/\.$/, '').toLowerCase()
}
