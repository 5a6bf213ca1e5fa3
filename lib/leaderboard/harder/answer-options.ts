import type { AnswerOption, ItemRecord } from '../../domain/item'
import { normalisedAnswer } from '../items/answer-code'
import { goldOption } from '../items/evidence-items'
import type { VariantTurn } from './variant'

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

/** Options that speak of one another, or of all of them. */
const aboutOthers =
  /\b(?:all|none|both|neither|either|any|some)\b.*\b(?:above|below|these|those|options?|answers?|choices?)\b|\b(?:both|neither|either)\b.*\b(?:and|n?or)\b|^\(?[A-Z]\)?(?:\s*(?:,|and|or|&|\/)\s*\(?[A-Z]\)?)+$/i

/** A list of the choices within the question, as MathVista asks it. */
const choicesBlock = /\n?Choices:\n(?:\([A-Z]\) [^\n]*(?:\n|$))+/

/** Texts with labels A, B, … */
export function labelled(texts: readonly string[]): AnswerOption[] {
  return texts.map((text, at) => ({ label: letters[at], text }))
}

/** Place of the gold option; -1 where the item has none. */
export function goldPlace(item: Pick<ItemRecord, 'options' | 'answer'>): number {
  const gold = goldOption(item)
  return gold ? item.options.indexOf(gold) : -1
}

/**
 * A turn with other options: the gold answer keeps the benchmark's way of being given, by label or in words, and a list
 * of the choices in the question is rewritten.
 */
export function turnWith(item: ItemRecord, texts: readonly string[], gold: number): VariantTurn {
  const options = labelled(texts)
  const byLabel = item.options.some(({ label }) => label === item.answer)
  const list = options.map(({ label, text }) => `(${label}) ${text}\n`).join('')
  return {
    question: item.question.replace(choicesBlock, block =>
      `${block.startsWith('\n') ? '\n' : ''}Choices:\n${list}`.trimEnd(),
    ),
    options,
    answer: byLabel ? options[gold].label : options[gold].text,
  }
}

/** The question without a list of its choices, and without asking for one of their letters. */
export function withoutChoices(question: string): string {
  return question
    .replace(choicesBlock, '')
    .replace(/^Hint:[^\n]*option letter[^\n]*\n/i, '')
    .replace(/^Question:\s*/i, '')
    .trim()
}

/** Why the options of an item cannot change places; null where they can. */
export function orderBound(item: Pick<ItemRecord, 'options' | 'answer'>): string | null {
  const texts = item.options.map(({ text }) => text)
  if (texts.length < 2) return 'has no options'
  if (goldPlace(item) < 0) return 'its gold answer is none of its options'
  if (texts.some(text => aboutOthers.test(text.trim()))) return 'an option speaks of other options'
  if (texts.some(text => /^\(?[A-H]\)?\.?$/.test(text.trim()))) return 'an option is itself a letter'
  if (new Set(texts.map(normalisedAnswer)).size < texts.length) return 'two options are alike'
  return ordering(texts) === null ? null : 'its options are numbers in order'
}

/** How three or more numbers are ordered; null where they are not, or are not numbers. */
export function ordering(texts: readonly string[]): 'rising' | 'falling' | null {
  const numbers = texts.map(leadingNumber)
  if (numbers.length < 3) return null
  const steps = numbers.slice(1).map((number, at) => {
    const before = numbers[at]
    return number === null || before === null ? 0 : Math.sign(number - before)
  })
  if (steps.every(step => step > 0)) return 'rising'
  return steps.every(step => step < 0) ? 'falling' : null
}

/** The number a text begins with, behind a currency sign at most; null where it does not. */
export function leadingNumber(text: string): number | null {
  const found = /^\s*[$€£¥]?\s*([-+\u2212]?\d[\d,]*(?:\.\d+)?)/.exec(text)
  if (!found) return null
  const number = Number(found[1].replaceAll(',', '').replace('\u2212', '-'))
  return Number.isFinite(number) ? number : null
}
