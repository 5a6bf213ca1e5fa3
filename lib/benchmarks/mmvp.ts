import type { ItemRecord } from '../domain/item'
import { mcqJudgeVlmevalkit } from '../scorers/mcq.judge.vlmevalkit'
import { mcqMmvpLmmsEval } from '../scorers/mcq.mmvp.lmms-eval'
import type { Benchmark, Unit } from './benchmark'
import { chanceOfOptions } from './item-units'
import { meanMetric, scoredValues } from './metric'
import { multipleChoice, multipleChoiceRow, optionsOf } from './multiple-choice'

/** Rows of the whole file. */
const allItems = 300
/** The answers of these are swapped as published. */
const swappedRows = [99, 100, 279, 280]
/** A row that tells the copies apart, counted from 1 whatever the file's index counts from. */
const correctedAnswer = { row: 99, answer: 'B' }

/**
 * MMVP (Tong et al. 2024): pairs of pictures that CLIP confuses, one question, opposite answers. A pair counts when
 * both answers are right. Rows (1, 2), (3, 4), … of the file are pairs.
 */
export const mmvp: Benchmark = {
  ...multipleChoice,
  id: 'mmvp',
  title: 'MMVP',
  files: ['MMVP', 'MMVP_MINI'],
  unit: 'pairs',
  alternatives: [mcqMmvpLmmsEval, mcqJudgeVlmevalkit],
  maxNewTokens: 16,
  licence: {
    terms: 'No licence found; pictures from ImageNet and LAION, not shown',
    basis: 'none',
    show: 'nothing',
    export: 'nothing',
    nonCommercial: true,
    credit: 'MMVP, Tong et al. 2024',
  },
  toItem(row) {
    const { index, question, answer } = multipleChoiceRow.parse(row)
    return { id: index, question, answer, options: optionsOf(row), group: '', category: '', details: {} }
  },
  complaint(items) {
    if (items.length % 2 === 1) return `${items.length} rows do not make pairs`
    const apart = items.findIndex((item, at) => at % 2 === 1 && item.question !== items[at - 1]?.question)
    return apart > 0
      ? `items ${items[apart - 1]?.id} and ${items[apart]?.id} should be a pair but ask different questions`
      : null
  },
  bereft(kept) {
    const rows = new Set(kept.map(({ row }) => row))
    return [...rows].filter(row => !rows.has(row % 2 === 1 ? row + 1 : row - 1))
  },
  copy: mmvpGroundTruth,
  corrected: items =>
    mmvpGroundTruth(items) === 'as published'
      ? items.map((item, at) =>
          swappedRows.includes(at + 1) ? { ...item, answer: item.answer === 'A' ? 'B' : 'A' } : item,
        )
      : items,
  units: pairsOf,
  unitValue: bothRight,
  metrics(items, scores) {
    const pairs = pairsOf(items).map(pair => bothRight(pair.items.map(at => scores[at]?.value ?? 0)))
    return [...meanMetric('pair', pairs), ...meanMetric('average', scoredValues(scores))]
  },
}

/**
 * Which copy of the answers a file has: as published, with two pairs swapped, or corrected. Null where the file is not
 * the whole of MMVP. @param items in the order of the file.
 */
export function mmvpGroundTruth(
  items: readonly Pick<ItemRecord, 'answer'>[],
): 'as published' | 'corrected' | null {
  const telling = items[correctedAnswer.row - 1]
  if (items.length !== allItems || !telling) return null
  return telling.answer === correctedAnswer.answer ? 'corrected' : 'as published'
}

function pairsOf(items: readonly ItemRecord[]): Unit[] {
  return Array.from({ length: Math.floor(items.length / 2) }, (_, pair) => ({
    items: [2 * pair, 2 * pair + 1],
    stratum: '',
    guessFloor: chance(items[2 * pair]) * chance(items[2 * pair + 1]),
  }))
}

function bothRight(scores: readonly number[]): number {
  return Math.min(...scores)
}

function chance(item: ItemRecord | undefined): number {
  return item ? chanceOfOptions(item) : 1
}
