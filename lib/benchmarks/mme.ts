import { z } from 'zod'
import type { ItemRecord } from '../domain/item'
import { yesnoJudgeVlmevalkit } from '../scorers/yesno.judge.vlmevalkit'
import { yesnoLmmsEval } from '../scorers/yesno.lmms-eval'
import { yesnoMmeOfficial } from '../scorers/yesno.mme-official'
import { yesnoVlmevalkit } from '../scorers/yesno.vlmevalkit'
import type { Benchmark, Unit } from './benchmark'
import type { ItemScore, Metric } from './metric'

const mmeRow = z.looseObject({
  index: z.string().min(1),
  question: z.string().min(1),
  answer: z.string().regex(/^(yes|no)$/i, 'must be Yes or No'),
  category: z.string().min(1),
  image_path: z.string().min(1),
})

/** The other ten are perception. */
const cognition = ['commonsense_reasoning', 'numerical_calculation', 'text_translation', 'code_reasoning']

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
  pictures: 'one',
  ranked: true,
  scorer: yesnoLmmsEval,
  alternatives: [yesnoVlmevalkit, yesnoMmeOfficial, yesnoJudgeVlmevalkit],
  maxNewTokens: 16,
  profiles: ['llava', 'vlmevalkit-generic'],
  licence: {
    terms: 'For academic research, on request; pictures of several owners',
    basis: 'reported',
    show: 'nothing',
    export: 'nothing',
    nonCommercial: true,
    credit: 'MME, Fu et al. 2023',
  },
  toItem(row) {
    const { index, question, answer, category, image_path } = mmeRow.parse(row)
    const group = `${category}/${image_path}`
    return { id: index, question, answer, category, options: [], group, details: {} }
  },
  bereft: kept =>
    kept.filter(({ group }) => kept.filter(other => other.group === group).length < 2).map(({ row }) => row),
  complaint(items) {
    const sizes = new Map<string, number>()
    for (const { group } of items) sizes.set(group, (sizes.get(group) ?? 0) + 1)
    const odd = [...sizes].find(([, size]) => size !== 2)
    return odd ? `image ${odd[0]} has ${odd[1]} questions, not 2` : null
  },
  prompt: ({ question }, profile) =>
    profile === 'vlmevalkit-generic'
      ? question
      : `${question.replace(printedTail, '')}\nAnswer the question using a single word or phrase.`,
  units(items) {
    return imagesOf(items)
  },
  unitValue,
  printedScale: strata => ({ low: 0, high: 200 * strata }),
  metrics: subtaskPoints,
}

function imagesOf(items: readonly ItemRecord[]): Unit[] {
  const byImage = new Map<string, { items: number[]; stratum: string }>()
  items.forEach((item, at) => {
    const unit = byImage.get(item.group) ?? { items: [], stratum: item.category }
    unit.items.push(at)
    byImage.set(item.group, unit)
  })
  // A coin flip scores half of the accuracy and a quarter of "both right": 0.25 + 0.125.
  return [...byImage.values()].map((unit): Unit => ({ ...unit, guessFloor: 0.375 }))
}

function unitValue(scores: readonly number[]): number {
  return 0.5 * (scores.reduce((sum, score) => sum + score, 0) / scores.length) + 0.5 * Math.min(...scores)
}

/** Sums of 200 points a subtask over the ten of perception and the four of cognition, then each subtask. */
function subtaskPoints(items: readonly ItemRecord[], scores: readonly ItemScore[]): Metric[] {
  const subtasks = [...Map.groupBy(imagesOf(items), ({ stratum }) => stratum)].map(
    ([subtask, images]): Metric => {
      const values = images.map(image => unitValue(image.items.map(at => scores[at]?.value ?? 0)))
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length
      return { id: subtask, value: 200 * mean, n: values.length }
    },
  )
  const sumOf = (id: string, part: readonly Metric[]): Metric[] =>
    part.length === 0
      ? []
      : [
          {
            id,
            value: part.reduce((sum, { value }) => sum + value, 0),
            n: part.reduce((sum, { n }) => sum + n, 0),
          },
        ]
  return [
    ...sumOf(
      'perception',
      subtasks.filter(({ id }) => !cognition.includes(id)),
    ),
    ...sumOf(
      'cognition',
      subtasks.filter(({ id }) => cognition.includes(id)),
    ),
    ...subtasks.map(metric => ({ ...metric, id: `subtask/${metric.id}` })),
  ]
}
