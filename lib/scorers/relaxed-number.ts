import { readFloat } from './python-number'

/** Share of the gold number by which a number may miss it. */
const tolerance = 0.05

/**
 * Relaxed match of ChartQA (Methani et al. 2020): a number within 5 % of the gold number, percent signs read; where
 * either is no number, or the gold is 0, the same text in any case.
 * @returns the rule that decided, and whether it holds.
 */
export function relaxedMatch(
  prediction: string,
  gold: string,
): { readonly rule: string; readonly holds: boolean } {
  const said = toNumber(prediction)
  const truth = toNumber(gold)
  // Without Python's truth of floats: "nan" takes part here, and is never near.
  if (said !== null && truth !== null && truth !== 0)
    return { rule: 'within-5-percent', holds: Math.abs(said - truth) / Math.abs(truth) <= tolerance }
  return { rule: 'same-text', holds: prediction.toLowerCase() === gold.toLowerCase() }
}

function toNumber(text: string): number | null {
  if (!text.endsWith('%')) return readFloat(text)
  const number = readFloat(text.replace(/%+$/, ''))
  return number === null ? null : number / 100
}
