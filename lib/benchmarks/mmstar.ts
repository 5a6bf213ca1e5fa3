import { z } from 'zod'
import { mcqVlmevalkit } from '../scorers/mcq.vlmevalkit'
import type { Benchmark } from './benchmark'
import { answerWithoutOption, multipleChoicePrompt, multipleChoiceRow, optionsOf } from './multiple-choice'

const mmstarRow = multipleChoiceRow.extend({ category: z.string().min(1) })

/** MMStar (Chen et al. 2024): multiple choice chosen so that the picture is needed, in six categories. */
export const mmstar: Benchmark = {
  id: 'mmstar',
  title: 'MMStar',
  files: ['MMStar', 'MMStar_MINI'],
  unit: 'items',
  scorer: mcqVlmevalkit,
  maxNewTokens: 16,
  licence: 'CC BY-SA 4.0 for the questions; pictures of other data sets, not shown',
  toItem(row) {
    const { index, question, answer, category } = mmstarRow.parse(row)
    return { id: index, question, answer, category, options: optionsOf(row), group: '' }
  },
  complaint: answerWithoutOption,
  prompt: multipleChoicePrompt,
  units: items =>
    items.map((item, at) => ({ items: [at], stratum: '', guessFloor: 1 / Math.max(1, item.options.length) })),
  unitValue: ([score]) => score ?? 0,
  printedScale: () => null,
}
