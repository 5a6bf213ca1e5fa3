import { z } from 'zod'
import type { AnswerOption, Item } from '../domain/item'
import type { Row } from './benchmark'

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

export const multipleChoiceRow = z.looseObject({
  index: z.string().min(1),
  question: z.string().min(1),
  answer: z.string().regex(/^[A-Z]$/, 'must be one capital letter'),
})

/** The single-capital-letter columns that are not empty in this row. */
export function optionsOf(row: Row): AnswerOption[] {
  return letters.flatMap(label => {
    const text = row[label]
    return text === undefined || text === '' ? [] : [{ label, text }]
  })
}

/** Prompt profile `llava`: question, one line an option, the tail that asks for the letter. */
export function multipleChoicePrompt(item: Pick<Item, 'question' | 'options'>): string {
  return [
    item.question,
    ...item.options.map(option => `${option.label}. ${option.text}`),
    "Answer with the option's letter from the given choices directly.",
  ].join('\n')
}

/** Names the first item whose gold letter has no option, or null. */
export function answerWithoutOption(
  items: readonly Pick<Item, 'id' | 'answer' | 'options'>[],
): string | null {
  const lost = items.find(item => !item.options.some(option => option.label === item.answer))
  return lost ? `item ${lost.id}: answer ${lost.answer} is not among its options` : null
}
