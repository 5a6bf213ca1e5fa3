import { z } from 'zod'
import { mcqJudgeVlmevalkit } from '../scorers/mcq.judge.vlmevalkit'
import { mcqMmstarLmmsEval } from '../scorers/mcq.mmstar.lmms-eval'
import { mcqMmstarOfficial } from '../scorers/mcq.mmstar.official'
import type { Benchmark } from './benchmark'
import { detailsOf } from './details'
import { meanMetric, metricsByPart, scoredValues } from './metric'
import { multipleChoice, multipleChoiceRow, optionsOf } from './multiple-choice'

const mmstarRow = multipleChoiceRow.extend({ category: z.string().min(1) })

/** MMStar (Chen et al. 2024): multiple choice chosen so that the picture is needed, in six categories. */
export const mmstar: Benchmark = {
  ...multipleChoice,
  id: 'mmstar',
  title: 'MMStar',
  files: ['MMStar', 'MMStar_MINI'],
  alternatives: [mcqMmstarLmmsEval, mcqMmstarOfficial, mcqJudgeVlmevalkit],
  maxNewTokens: 16,
  licence: {
    terms: 'No licence found for the collection; items and pictures of six other data sets, not shown',
    basis: 'none',
    show: 'nothing',
    export: 'nothing',
    nonCommercial: true,
    credit: 'MMStar, Chen et al. 2024',
  },
  toItem(row) {
    const { index, question, answer, category } = mmstarRow.parse(row)
    const details = detailsOf(row, ['l2_category'])
    return { id: index, question, answer, category, options: optionsOf(row), group: '', details }
  },
  metrics: (items, scores) => {
    const axes = metricsByPart('axis', items, scores, ({ category, details }) =>
      details.l2_category === undefined ? [] : [`${category}/${details.l2_category}`],
    )
    return [
      ...meanMetric('accuracy', scoredValues(scores)),
      // What lmms-eval calls its average: every axis weighs alike.
      ...meanMetric(
        'mean of axes',
        axes.map(({ value }) => value / 100),
      ),
      ...metricsByPart('category', items, scores, ({ category }) => [category]),
      ...axes,
    ]
  },
}
