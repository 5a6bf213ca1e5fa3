import { z } from 'zod'
import { outcomeScore } from '../domain/outcome'
import { gsm8kFlexible } from '../scorers/gsm8k.flexible'
import { gsm8kHashLmEval } from '../scorers/gsm8k.hash-lm-eval'
import { gsm8kHashOfficial } from '../scorers/gsm8k.hash-official'
import { gsm8kStrictCot } from '../scorers/gsm8k.strict-cot'
import type { ScoredItem } from '../scorers/scorer'
import type { Benchmark } from './benchmark'
import { itemUnits, onlyValue } from './item-units'
import { meanMetric, scoredValues } from './metric'
import { weiExamples } from './wei-examples'

const gsm8kRow = z.looseObject({
  index: z.string().min(1),
  question: z.string().min(1),
  answer: z.string().regex(/####/, 'must end in #### and the number'),
})

/**
 * GSM8K (Cobbe et al. 2021), test: school mathematics in words, without a picture. A completion behind eight worked
 * examples, not a chat. The headline is the last number of the answer; `gsm8k.strict-cot` stands beside it.
 */
export const gsm8k: Benchmark = {
  id: 'gsm8k',
  title: 'GSM8K',
  files: ['GSM8K', 'GSM8K_MINI'],
  unit: 'items',
  pictures: 'none',
  ranked: false,
  scorer: gsm8kFlexible,
  alternatives: [gsm8kStrictCot, gsm8kHashLmEval, gsm8kHashOfficial],
  maxNewTokens: 512,
  raw: true,
  stopTexts: ['Q:', '</s>', '<|im_end|>'],
  profiles: ['wei-8-shot'],
  licence: {
    terms: 'MIT',
    basis: 'stated',
    show: 'items',
    export: 'items',
    nonCommercial: false,
    credit: 'GSM8K, Cobbe et al. 2021, MIT',
  },
  toItem(row) {
    const { index, question, answer } = gsm8kRow.parse(row)
    return { id: index, question, answer, category: '', options: [], group: '', details: {} }
  },
  complaint: () => null,
  prompt: ({ question }) =>
    [...weiExamples.map(([asked, worked]) => `Q: ${asked}\nA: ${worked}`), `Q: ${question}\nA:`].join('\n\n'),
  units: items => itemUnits(items, () => 0),
  unitValue: onlyValue,
  printedScale: () => null,
  metrics: (_, scores) => meanMetric('accuracy', scoredValues(scores)),
}

/** A plain answer by what follows "The answer is", in [0, 1]: stands beside the headline (measurement 1.5). */
export function strictMathsScore(item: ScoredItem, text: string): number | null {
  return outcomeScore(gsm8kStrictCot.score(item, text))
}
