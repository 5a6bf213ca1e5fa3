import { mcqAi2dLmmsEval } from '../scorers/mcq.ai2d.lmms-eval'
import { mcqJudgeVlmevalkit } from '../scorers/mcq.judge.vlmevalkit'
import type { Benchmark } from './benchmark'
import { meanMetric, metricsByPart, scoredValues } from './metric'
import { multipleChoice, multipleChoiceRow, optionsOf } from './multiple-choice'

/**
 * AI2D (Kembhavi et al. 2016), test: multiple choice about school-book diagrams. The file's name says whether the
 * labels in the pictures are masked (`AI2D_TEST`) or not (`AI2D_TEST_NO_MASK`, with higher scores): two editions.
 */
export const ai2d: Benchmark = {
  ...multipleChoice,
  id: 'ai2d',
  title: 'AI2D',
  files: ['AI2D_TEST', 'AI2D_TEST_NO_MASK', 'AI2D_TEST_MINI'],
  alternatives: [mcqAi2dLmmsEval, mcqJudgeVlmevalkit],
  maxNewTokens: 16,
  licence: {
    terms: 'CC BY-SA, reported and not checked; not shown until it is',
    basis: 'reported',
    show: 'nothing',
    export: 'nothing',
    nonCommercial: true,
    credit: 'AI2D, Kembhavi et al. 2016',
  },
  toItem(row) {
    const { index, question, answer } = multipleChoiceRow.parse(row)
    const category = row.category ?? ''
    return { id: index, question, answer, category, options: optionsOf(row), group: '', details: {} }
  },
  metrics: (items, scores) => [
    ...meanMetric('accuracy', scoredValues(scores)),
    ...metricsByPart('category', items, scores, ({ category }) => (category === '' ? [] : [category])),
  ],
}
