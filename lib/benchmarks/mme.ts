import { z } from 'zod'
import { yesnoLmmsEval } from '../scorers/yesno.lmms-eval'
import type { Benchmark, Unit } from './benchmark'

const mmeRow = z.looseObject({
  index: z.string().min(1),
  question: z.string().min(1),
  answer: z.string().regex(/^(yes|no)$/i, 'must be Yes or No'),
  category: z.string().min(1),
  image_path: z.string().min(1),
})

const printedTail = ' Please answer yes or no.'

/**
 * MME (Fu et al. 2023): two yes/no questions an image. An image is worth half its accuracy and half for both right;
 * the score is the mean over subtasks, printed by the field as 200 points a subtask.
 */
export const mme: Benchmark = {
  id: 'mme',
  title: 'MME',
  files: ['MME', 'MME_MINI'],
  unit: 'images',
  scorer: yesnoLmmsEval,
  maxNewTokens: 16,
  licence: 'Research use; pictures not shown',
  toItem(row) {
    const { index, question, answer, category, image_path } = mmeRow.parse(row)
    return { id: index, question, answer, category, options: [], group: `${category}/${image_path}` }
  },
  complaint(items) {
    const sizes = new Map<string, number>()
    for (const { group } of items) sizes.set(group, (sizes.get(group) ?? 0) + 1)
    const odd = [...sizes].find(([, size]) => size !== 2)
    return odd ? `image ${odd[0]} has ${odd[1]} questions, not 2` : null
  },
  prompt: ({ question }) =>
    `${question.replace(printedTail, '')}\nAnswer the question using a single word or phrase.`,
  units(items) {
    const byImage = new Map<string, { items: number[]; stratum: string }>()
    items.forEach((item, at) => {
      const unit = byImage.get(item.group) ?? { items: [], stratum: item.category }
      unit.items.push(at)
      byImage.set(item.group, unit)
    })
    // A coin flip scores half of the accuracy and a quarter of "both right": 0.25 + 0.125.
    return [...byImage.values()].map((unit): Unit => ({ ...unit, guessFloor: 0.375 }))
  },
  unitValue: scores =>
    0.5 * (scores.reduce((sum, score) => sum + score, 0) / scores.length) + 0.5 * Math.min(...scores),
  printedScale: strata => ({ low: 0, high: 200 * strata }),
}
