import { z } from 'zod'
import type { ItemRecord } from '../domain/item'
import { mathvistaJudgeOfficial } from '../scorers/mathvista.judge.official'
import { mathvistaJudgeVlmevalkit } from '../scorers/mathvista.judge.vlmevalkit'
import { mathvistaOfficial } from '../scorers/mathvista.official'
import { mathvistaRules } from '../scorers/mathvista.rules'
import { mathvistaVlmevalkit } from '../scorers/mathvista.vlmevalkit'
import type { Benchmark } from './benchmark'
import { detailsOf } from './details'
import { chanceOfOptions, itemUnits, onlyValue } from './item-units'
import { meanMetric, metricsByPart, partIn, scoredValues } from './metric'

const listText = z.string().transform((text, context) => {
  try {
    return z.array(z.string()).parse(JSON.parse(text))
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a JSON list of texts' })
    return z.NEVER
  }
})

const mathvistaRow = z
  .looseObject({
    index: z.string().min(1),
    question: z.string().min(1),
    answer: z.string().min(1),
    question_type: z.enum(['multi_choice', 'free_form']),
    answer_type: z.enum(['text', 'integer', 'float', 'list']),
    choices: listText.optional(),
    skills: listText.optional(),
    task: z.string().optional(),
  })
  .refine(row => row.question_type !== 'multi_choice' || (row.choices ?? []).length > 0, {
    path: ['choices'],
    message: 'a multi_choice question has none',
  })

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']

/**
 * MathVista testmini (Lu et al. 2024): mathematics in pictures, multiple choice and free answers. The question is
 * published whole, with its hint and choices, and sent as it is.
 */
export const mathvista: Benchmark = {
  id: 'mathvista',
  title: 'MathVista',
  files: ['MathVista_MINI', 'MathVista_MINI_MINI'],
  unit: 'items',
  pictures: 'one',
  ranked: true,
  scorer: mathvistaRules,
  alternatives: [mathvistaOfficial, mathvistaVlmevalkit, mathvistaJudgeOfficial, mathvistaJudgeVlmevalkit],
  maxNewTokens: 1024,
  profiles: ['llava', 'vlmevalkit-generic'],
  licence: {
    terms: 'CC BY-SA 4.0 for what was added, test use only; pictures belong to their owners, not shown',
    basis: 'stated',
    show: 'text',
    export: 'text',
    nonCommercial: false,
    credit: 'MathVista, Lu et al. 2024, CC BY-SA 4.0',
  },
  toItem(row) {
    const { index, question, answer, choices = [], task = '' } = mathvistaRow.parse(row)
    const details = detailsOf(row, [
      'question_type',
      'answer_type',
      'precision',
      'unit',
      'answer_option',
      'task',
      'skills',
      'context',
      'grade',
    ])
    const options = choices.map((text, at) => ({ label: letters[at] ?? String(at), text }))
    return { id: index, question, answer, category: task, options, group: '', details }
  },
  itemProblem({ options, answer }) {
    if (options.length === 0 || options.some(({ text }) => text === answer)) return null
    return { column: 'answer', reason: `"${answer}" is not among the choices` }
  },
  complaint: () => null,
  prompt: ({ question }) => question,
  units: items => itemUnits(items, chanceOfOptions),
  unitValue: onlyValue,
  printedScale: () => null,
  metrics: (items, scores) => [
    ...meanMetric('accuracy', scoredValues(scores)),
    ...metricsByPart('task', items, scores, partIn('task')),
    ...metricsByPart('skill', items, scores, skillsOf),
    ...metricsByPart('context', items, scores, partIn('context')),
    ...metricsByPart('grade', items, scores, partIn('grade')),
  ],
}

function skillsOf({ details }: ItemRecord): readonly string[] {
  return details.skills === undefined ? [] : listText.parse(details.skills)
}
