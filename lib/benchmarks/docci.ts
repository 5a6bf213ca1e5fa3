import { z } from 'zod'
import type { Benchmark } from './benchmark'
import { itemUnits, onlyValue } from './item-units'

const docciRow = z.looseObject({
  index: z.string().min(1),
  description: z.string().min(1),
  split: z.enum(['train', 'test', 'qual_dev', 'qual_test']).default('test'),
})

/**
 * DOCCI (Onoe et al. 2024): photos with long descriptions, for holding image features against text features. Nothing is
 * asked and no answer is scored. Descriptions run past the 77 tokens of CLIP's text tower.
 */
export const docci: Benchmark = {
  id: 'docci',
  title: 'DOCCI',
  files: ['docci', 'docci_MINI'],
  unit: 'items',
  pictures: 'one',
  ranked: false,
  scorer: null,
  alternatives: [],
  maxNewTokens: 0,
  profiles: ['llava'],
  licence: {
    terms: 'CC BY 4.0',
    basis: 'stated',
    show: 'items',
    export: 'items',
    nonCommercial: false,
    credit: 'DOCCI, Onoe et al. 2024, CC BY 4.0',
  },
  toItem(row) {
    const { index, description, split } = docciRow.parse(row)
    const details = { split }
    return { id: index, question: '', answer: description, category: '', options: [], group: '', details }
  },
  complaint: () => null,
  prompt: ({ question }) => question,
  units: items => itemUnits(items, () => 0),
  unitValue: onlyValue,
  printedScale: () => null,
  metrics: () => [],
}

/** The pairs alignment is measured on, the same for everyone: the first of one split by their ids in code-point order. */
export function alignmentIds(
  items: readonly { readonly id: string; readonly details: { readonly split?: string } }[],
  count: number,
  split = 'test',
): string[] {
  return items
    .flatMap(({ id, details }) => (details.split === split ? [id] : []))
    .toSorted((a, b) => (a < b ? -1 : 1))
    .slice(0, count)
}
