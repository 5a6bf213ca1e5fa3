import { z } from 'zod'
import { mmvetJudgeOfficial } from '../scorers/mmvet.judge.official'
import { mmvetJudgeVlmevalkit } from '../scorers/mmvet.judge.vlmevalkit'
import { mmvetOffline } from '../scorers/mmvet.offline'
import type { Benchmark } from './benchmark'
import { freeForm } from './free-form'
import { meanMetric, metricsByPart, scoredValues } from './metric'

const capabilities = ['rec', 'ocr', 'know', 'gen', 'spat', 'math']

const mmVetRow = z.looseObject({
  index: z.string().min(1),
  question: z.string().min(1),
  answer: z.string().min(1),
  category: z
    .string()
    .refine(
      list => list.split(',').every(one => capabilities.includes(one)),
      `must list some of ${capabilities.join(', ')}`,
    ),
})

/** MM-Vet (Yu et al. 2024): open questions that take several capabilities, graded by a judge in tenths. */
export const mmVet: Benchmark = {
  ...freeForm,
  id: 'mm-vet',
  title: 'MM-Vet',
  files: ['MMVet', 'MMVet_MINI'],
  scorer: mmvetJudgeOfficial,
  alternatives: [mmvetJudgeVlmevalkit, mmvetOffline],
  offline: mmvetOffline,
  licence: {
    terms: 'CC BY-NC 4.0; pictures from the web, not shown',
    basis: 'stated',
    show: 'nothing',
    export: 'nothing',
    nonCommercial: true,
    credit: 'MM-Vet, Yu et al. 2024, CC BY-NC 4.0',
  },
  toItem(row) {
    const { index, question, answer, category } = mmVetRow.parse(row)
    return { id: index, question, answer, category, options: [], group: '', details: {} }
  },
  /** An item counts for each of its capabilities. */
  metrics: (items, scores) => [
    ...meanMetric('overall', scoredValues(scores)),
    ...metricsByPart('capability', items, scores, ({ category }) => category.split(',')),
    ...metricsByPart('combination', items, scores, ({ category }) => [category]),
  ],
}
