import { mcqJudgeVlmevalkit } from '../scorers/mcq.judge.vlmevalkit'
import { mcqQbenchLmmsEval } from '../scorers/mcq.qbench.lmms-eval'
import type { Benchmark } from './benchmark'
import { detailsOf } from './details'
import { meanMetric, metricsByPart, partIn, scoredValues } from './metric'
import { multipleChoice, multipleChoiceRow, optionsOf } from './multiple-choice'

/** Q-Bench1 A1, the dev split (Wu et al. 2024): what one sees of a picture's quality, as multiple choice. */
export const qBench: Benchmark = {
  ...multipleChoice,
  id: 'q-bench',
  title: 'Q-Bench',
  files: ['Q-Bench1_VAL', 'Q-Bench1_VAL_MINI'],
  alternatives: [mcqQbenchLmmsEval, mcqJudgeVlmevalkit],
  maxNewTokens: 32,
  licence: {
    terms: 'S-Lab License 1.0, non-commercial; pictures of other data sets, not shown',
    basis: 'stated',
    show: 'nothing',
    export: 'nothing',
    nonCommercial: true,
    credit: 'Q-Bench, Wu et al. 2024',
  },
  toItem(row) {
    const { index, question, answer } = multipleChoiceRow.parse(row)
    const details = detailsOf(row, ['question_type', 'question_concern'])
    const category = row.category ?? details.question_concern ?? ''
    return { id: index, question, answer, category, options: optionsOf(row), group: '', details }
  },
  metrics: (items, scores) => [
    ...meanMetric('accuracy', scoredValues(scores)),
    ...metricsByPart('type', items, scores, partIn('question_type')),
    ...metricsByPart('concern', items, scores, partIn('question_concern')),
    ...metricsByPart('category', items, scores, ({ category, details }) =>
      category === '' || category === details.question_concern ? [] : [category],
    ),
  ],
}
