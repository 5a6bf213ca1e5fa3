import { mcqJudgeVlmevalkit } from '../scorers/mcq.judge.vlmevalkit'
import { mcqSqaLlava } from '../scorers/mcq.sqa.llava'
import { mcqSqaLmmsEval } from '../scorers/mcq.sqa.lmms-eval'
import type { Benchmark } from './benchmark'
import { detailsOf } from './details'
import { meanMetric, metricsByPart, partIn, scoredValues } from './metric'
import { multipleChoice, multipleChoicePrompt, multipleChoiceRow, optionsOf } from './multiple-choice'

/** ScienceQA (Lu et al. 2022), the test questions that have a picture: two to five choices, some with a hint. */
export const sqaImg: Benchmark = {
  ...multipleChoice,
  id: 'sqa-img',
  title: 'ScienceQA-IMG',
  files: ['ScienceQA_TEST', 'ScienceQA_TEST_MINI'],
  alternatives: [mcqSqaLmmsEval, mcqSqaLlava, mcqJudgeVlmevalkit],
  maxNewTokens: 16,
  licence: {
    terms: 'CC BY-NC-SA 4.0',
    basis: 'stated',
    show: 'items',
    export: 'items',
    nonCommercial: true,
    credit: 'ScienceQA, Lu et al. 2022, CC BY-NC-SA 4.0',
  },
  /** The hint is asked along and stands before the question, so that another hint makes another item. */
  toItem(row) {
    const { index, question, answer } = multipleChoiceRow.parse(row)
    const details = detailsOf(row, ['hint', 'subject', 'topic', 'grade'])
    const asked = details.hint === undefined ? question : `${details.hint}\n${question}`
    const category = details.subject ?? row.category ?? ''
    return { id: index, question: asked, answer, category, options: optionsOf(row), group: '', details }
  },
  /** With "Context:" before the hint, as lmms-eval has it; VLMEvalKit gives LLaVA models the bare line. */
  prompt({ question, options, details: { hint } }, profile = 'llava') {
    if (hint === undefined) return multipleChoicePrompt({ question, options }, profile)
    const alone = { question: question.slice(hint.length + 1), options }
    const heading = profile === 'llava' ? 'Context' : 'Hint'
    return `${heading}: ${hint}\n${multipleChoicePrompt(alone, profile)}`
  },
  metrics: (items, scores) => [
    ...meanMetric('accuracy', scoredValues(scores)),
    ...metricsByPart('subject', items, scores, partIn('subject')),
    ...metricsByPart('grade', items, scores, partIn('grade')),
  ],
}
