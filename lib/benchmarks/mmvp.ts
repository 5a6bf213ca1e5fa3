import type { ItemRecord } from '../domain/item'
import { mcqVlmevalkit } from '../scorers/mcq.vlmevalkit'
import type { Benchmark } from './benchmark'
import { answerWithoutOption, multipleChoicePrompt, multipleChoiceRow, optionsOf } from './multiple-choice'

/**
 * MMVP (Tong et al. 2024): pairs of pictures that CLIP confuses, one question, opposite answers. A pair counts when
 * both answers are right. Rows (1, 2), (3, 4), … of the file are pairs.
 */
export const mmvp: Benchmark = {
  id: 'mmvp',
  title: 'MMVP',
  files: ['MMVP', 'MMVP_MINI'],
  unit: 'pairs',
  scorer: mcqVlmevalkit,
  maxNewTokens: 16,
  licence: 'MIT; pictures from ImageNet and LAION, not shown',
  toItem(row) {
    const { index, question, answer } = multipleChoiceRow.parse(row)
    return { id: index, question, answer, options: optionsOf(row), group: '', category: '' }
  },
  complaint(items) {
    if (items.length % 2 === 1) return `${items.length} rows do not make pairs`
    const apart = items.findIndex((item, at) => at % 2 === 1 && item.question !== items[at - 1]?.question)
    return apart > 0
      ? `items ${items[apart - 1]?.id} and ${items[apart]?.id} should be a pair but ask different questions`
      : answerWithoutOption(items)
  },
  prompt: multipleChoicePrompt,
  units: items =>
    Array.from({ length: Math.floor(items.length / 2) }, (_, pair) => ({
      items: [2 * pair, 2 * pair + 1],
      stratum: '',
      guessFloor: chance(items[2 * pair]) * chance(items[2 * pair + 1]),
    })),
  unitValue: scores => Math.min(...scores),
  printedScale: () => null,
}

function chance(item: ItemRecord | undefined): number {
  return 1 / Math.max(1, item?.options.length ?? 1)
}
