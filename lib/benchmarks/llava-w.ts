import { z } from 'zod'
import { llavawJudgeLmmsEval } from '../scorers/llavaw.judge.lmms-eval'
import { llavawJudgeVlmevalkit } from '../scorers/llavaw.judge.vlmevalkit'
import { llavawOffline } from '../scorers/llavaw.offline'
import type { Benchmark } from './benchmark'
import { itemUnits, onlyValue } from './item-units'
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
  id: 'llava-w',
  title: 'LLaVA-W',
  files: ['LLaVABench', 'LLaVABench_MINI'],
  unit: 'items',
  pictures: 'one',
  ranked: true,
  scorer: llavawJudgeVlmevalkit,
  alternatives: [llavawJudgeLmmsEval, llavawOffline],
  offline: llavawOffline,
  maxNewTokens: 1024,
  profiles: ['llava', 'vlmevalkit-generic'],
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
  complaint: () => null,
  prompt: ({ question }) => question,
  units: items => itemUnits(items, () => 0),
  unitValue: onlyValue,
  printedScale: () => null,
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
      graded(scores).map(({ value }) => value),
    ),
    ...meanMetric(
      'reference',
      graded(scores).map(({ against }) => against),
    ),
  ],
}

/** Mean grade of the model over mean grade of the reference, in percent. */
function relative(id: string, scores: readonly ItemScore[]): Metric[] {
  const both = graded(scores)
  const reference = both.reduce((sum, { against }) => sum + against, 0)
  if (reference === 0) return []
  const value = (100 * both.reduce((sum, one) => sum + one.value, 0)) / reference
  return [{ id, value, n: both.length }]
}

/** The items whose answer and reference were graded together. */
function graded(scores: readonly ItemScore[]): { value: number; against: number }[] {
  return scores.flatMap(({ value, against }) =>
    value === null || against === undefined ? [] : [{ value, against }],
  )
}
