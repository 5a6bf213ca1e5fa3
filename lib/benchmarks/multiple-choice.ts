import { z } from 'zod'
import type { AnswerOption, Item } from '../domain/item'
import { mcqVlmevalkit } from '../scorers/mcq.vlmevalkit'
import type { AskedItem, Benchmark, ItemProblem, PromptProfile, Row } from './benchmark'
import { chanceOfOptions, itemUnits, onlyValue } from './item-units'

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

/**
 * `llava`: question, one line an option, the tail that asks for the letter. `vlmevalkit-generic`: every part under a
 * heading, the line break at the end included. Chinese questions keep the English tail, as in lmms-eval.
 */
export function multipleChoicePrompt(
  { question, options }: Pick<AskedItem, 'question' | 'options'>,
  profile: PromptProfile = 'llava',
): string {
  const lines = options.map(option => `${option.label}. ${option.text}`)
  return profile === 'vlmevalkit-generic'
    ? [
        `Question: ${question}`,
        'Options:',
        ...lines,
        'Please select the correct answer from the options above. ',
        '',
      ].join('\n')
    : [question, ...lines, "Answer with the option's letter from the given choices directly."].join('\n')
}

/** Of an item whose gold letter has no option. */
export function answerWithoutOption({
  answer,
  options,
}: Pick<Item, 'answer' | 'options'>): ItemProblem | null {
  if (options.some(({ label }) => label === answer)) return null
  return { column: 'answer', reason: `${answer} is not among the options` }
}

/** What benchmarks share whose items are one question, one picture and some options, each item for itself. */
export const multipleChoice = {
  unit: 'items',
  pictures: 'one',
  ranked: true,
  scorer: mcqVlmevalkit,
  profiles: ['llava', 'vlmevalkit-generic'],
  itemProblem: answerWithoutOption,
  complaint: () => null,
  prompt: multipleChoicePrompt,
  units: items => itemUnits(items, chanceOfOptions),
  unitValue: onlyValue,
  printedScale: () => null,
} as const satisfies Partial<Benchmark>
