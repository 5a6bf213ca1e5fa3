import { nearest } from './edit-distance'
import { floatText, readFloat, readInt, roundHalfEven, truncatedText } from './python-number'
import { strip } from './python-space'
import { type Found, matched, type Reading } from './reading'
import type { ScoredItem } from './scorer'

/** Places that a gold answer may ask for; the data set has 1 and 2. */
const mostPlaces = 15

/**
 * What the official extraction takes from a response without asking a judge: nothing from nothing, a choice's own
 * text, a number that is the whole response. Null where it would ask.
 */
export function extractQuickly(item: ScoredItem, response: string): string | null {
  const { question_type, answer_type } = item.details
  if (response === '') return ''
  if (question_type === 'multi_choice' && item.options.some(({ text }) => text === response)) return response
  const whole = answer_type === 'integer' ? readInt(response) : null
  if (whole !== null) return whole.toString()
  const number = answer_type === 'float' ? readFloat(response) : null
  return number === null ? null : floatText(number)
}

/** The official score of an extraction, whoever made it: normalised to the type of the answer, then equal or not. */
export function scoreExtraction(item: ScoredItem, extraction: string): Reading | null {
  return matched(normalise(item, extraction), item.answer)
}

function normalise(item: ScoredItem, extraction: string): Found | null {
  if (item.details.question_type !== 'multi_choice') return normaliseFree(item, extraction)
  const chosen = chosenByLetter(item, extraction)
  if (chosen.text !== null) return { parsed: chosen.text, rule: 'letter' }
  const near = nearest(
    chosen.said,
    item.options.map(({ text }) => text),
  )
  return near === null ? null : { parsed: near, rule: 'edit-distance' }
}

/** The first letter in parentheses, or a capital alone, and the choice it stands for. */
export function chosenByLetter(
  { options }: Pick<ScoredItem, 'options'>,
  extraction: string,
): { readonly said: string; readonly text: string | null } {
  const said = /\(([a-zA-Z])\)/.exec(extraction)?.[1]?.toUpperCase() ?? strip(extraction)
  return { said, text: options.find(({ label }) => label === said)?.text ?? null }
}

/** An answer that is not chosen: a number cut or rounded to the precision asked for, another as it stands. */
export function normaliseFree({ details }: ScoredItem, extraction: string): Found | null {
  if (details.answer_type === 'list') return { parsed: extraction, rule: 'list' }
  if (details.answer_type === 'text') return { parsed: extraction, rule: 'text' }
  const number = readFloat(extraction)
  if (number === null) return null
  if (details.answer_type === 'integer') {
    const parsed = truncatedText(number)
    return parsed === null ? null : { parsed, rule: 'integer' }
  }
  const places = Math.trunc(readFloat(details.precision ?? '') ?? Number.NaN)
  if (!(places >= 0 && places <= mostPlaces)) return null
  return { parsed: floatText(roundHalfEven(number, places)), rule: 'float' }
}
