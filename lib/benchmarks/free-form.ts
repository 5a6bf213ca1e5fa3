import type { Benchmark } from './benchmark'
import { itemUnits, onlyValue } from './item-units'

/** What benchmarks share whose items are one question, one picture and an answer in words, which no guess meets. */
export const freeForm = {
  unit: 'items',
  pictures: 'one',
  ranked: true,
  maxNewTokens: 1024,
  profiles: ['llava', 'vlmevalkit-generic'],
  complaint: () => null,
  prompt: ({ question }) => question,
  units: items => itemUnits(items, () => 0),
  unitValue: onlyValue,
  printedScale: () => null,
} as const satisfies Partial<Benchmark>
