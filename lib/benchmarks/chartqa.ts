import { z } from 'zod'
import { chartqaRelaxedLmmsEval } from '../scorers/chartqa.relaxed.lmms-eval'
import { chartqaRelaxedVlmevalkit } from '../scorers/chartqa.relaxed.vlmevalkit'
import type { Benchmark } from './benchmark'
import { itemUnits, onlyValue } from './item-units'
import { meanMetric, metricsByPart, scoredValues } from './metric'

const chartqaRow = z.looseObject({
  index: z.string().min(1),
  question: z.string().min(1),
  answer: z.string().min(1),
  split: z.enum(['test_human', 'test_augmented']),
})

/** ChartQA (Masry et al. 2022), test: half of the questions written by people, half by a model. */
export const chartqa: Benchmark = {
  id: 'chartqa',
  title: 'ChartQA',
  files: ['ChartQA_TEST', 'ChartQA_TEST_MINI'],
  unit: 'items',
  pictures: 'one',
  ranked: true,
  scorer: chartqaRelaxedVlmevalkit,
  alternatives: [chartqaRelaxedLmmsEval],
  maxNewTokens: 16,
  profiles: ['llava', 'vlmevalkit-generic'],
  licence: {
    terms: 'GPL-3.0; charts of Statista, Pew, OWID and OECD, not shown',
    basis: 'stated',
    show: 'nothing',
    export: 'nothing',
    nonCommercial: true,
    credit: 'ChartQA, Masry et al. 2022',
  },
  toItem(row) {
    const { index, question, answer, split } = chartqaRow.parse(row)
    return { id: index, question, answer, category: split, options: [], group: '', details: { split } }
  },
  complaint: () => null,
  prompt: ({ question }) => `${question}\nAnswer the question using a single word or phrase.`,
  units: items => itemUnits(items, () => 0),
  unitValue: onlyValue,
  printedScale: () => null,
  metrics: (items, scores) => [
    ...meanMetric('overall', scoredValues(scores)),
    ...metricsByPart('split', items, scores, ({ category }) => [category]),
  ],
}
