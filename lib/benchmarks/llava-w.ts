import { z } from 'zod'
import { llavawJudgeLmmsEval } from '../scorers/llavaw.judge.lmms-eval'
import { llavawJudgeVlmevalkit } from '../scorers/llavaw.judge.vlmevalkit'
import { llavawOffline } from '../scorers/llavaw.offline'
import { llavawRelative } from '../scorers/llavaw-relative'
import type { LlavawPair } from '../scorers/llavaw-reply'
import type { Benchmark } from './benchmark'
import { freeForm } from './free-form'
import { type ItemScore, type Metric, meanMetric } from './metric'

const llavaWRow = z.looseObject({
  index: z.string().min(1),
  question: z.string().min(1),
  caption: z.string().min(1),
  gpt4_ans: z.string().min(1),
  category: z.enum(['conv', 'detail', 'complex']),
})

/**
 * LLaVA-Bench in the wild (Liu et al. 2023): a judge that reads a caption grades the answer and GPT-4's from 1 to 10;
 * the score is the mean of the one over the mean of the other.
 */
export const llavaW: Benchmark = {
  ...freeForm,
  id: 'llava-w',
  title: 'LLaVA-W',
  files: ['LLaVABench', 'LLaVABench_MINI'],
  scorer: llavawJudgeVlmevalkit,
  alternatives: [llavawJudgeLmmsEval, llavawOffline],
  offline: llavawOffline,
  licence: {
    terms: 'Apache-2.0; pictures from the web, not shown',
    basis: 'stated',
    show: 'nothing',
    export: 'nothing',
    nonCommercial: false,
    credit: 'LLaVA-Bench in the wild, Liu et al. 2023',
  },
  toItem(row) {
    const { index, question, caption, gpt4_ans, category } = llavaWRow.parse(row)
    const details = { caption, gpt4_ans, category }
    return { id: index, question, answer: gpt4_ans, category, options: [], group: '', details }
  },
  metrics: (items, scores) => [
    ...relative('relative', scores),
    ...[...Map.groupBy(items.keys(), at => items[at]?.category ?? '')].flatMap(([category, members]) =>
      relative(
        `category/${category}`,
        members.flatMap(at => scores[at] ?? []),
      ),
    ),
    ...meanMetric(
      'model',
      graded(scores).map(({ model }) => model),
    ),
    ...meanMetric(
      'reference',
      graded(scores).map(({ reference }) => reference),
    ),
  ],
}

/** Mean grade of the model over mean grade of the reference, in percent. */
function relative(id: string, scores: readonly ItemScore[]): Metric[] {
  const pairs = graded(scores)
  return pairs.some(({ reference }) => reference > 0)
    ? [{ id, value: llavawRelative(pairs), n: pairs.length }]
    : []
}

/** The items whose answer and reference were graded together. */
function graded(scores: readonly ItemScore[]): LlavawPair[] {
  return scores.flatMap(({ value: model, against: reference }) =>
    model === null || reference === undefined ? [] : [{ model, reference }],
  )
}
