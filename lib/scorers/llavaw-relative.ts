import type { LlavawPair } from './llavaw-reply'

/** What the references keep of a reply that has no two grades. */
const failed: LlavawPair = { reference: -1, model: -1 }

/**
 * The score of LLaVA-W in percent: mean grade of the model over mean grade of the reference, a ratio of means.
 * @param pairs Null where no reply could be read: left out, or with `strict` kept as −1 and −1, as the references do.
 * @returns NaN where nothing is left.
 */
export function llavawRelative(pairs: readonly (LlavawPair | null)[], strict = false): number {
  const counted = pairs.flatMap(pair => pair ?? (strict ? failed : []))
  const sum = (pick: (pair: LlavawPair) => number) => counted.reduce((total, pair) => total + pick(pair), 0)
  return (sum(({ model }) => model) / sum(({ reference }) => reference)) * 100
}
