import { centreMinusEdge, ringMeans } from '../findings/token-grid'
import type { PaperResults } from './paper'

/** What the numbers in Figure 8 are (measurement 6.5). */
export interface TokenMapAudit {
  /** Means over the rings, the outermost first. */
  readonly rings: readonly number[]
  /** Negative: the border has more, while the text says that the middle matters most. */
  readonly centreMinusEdge: number
  /** The largest step that all values are multiples of; null where there is none of three decimals. */
  readonly quantum: number | null
  /** Steps between the lowest and the highest value. */
  readonly quanta: number | null
  /** Points of MM-Vet those steps are, if one is a tenth of a point, and if each value is the mean of ten draws. */
  readonly range: { readonly single: number; readonly meanOfTen: number } | null
}

export function auditTokenMap({ figure8_token_importance: { grid } }: PaperResults): TokenMapAudit {
  const places = grid.flatMap((row, at) => row.map((_, column) => ({ row: at, column })))
  const values = grid.flat()
  const rings = ringMeans(values, places)
  const thousandths = values.map(value => Math.round(1000 * value))
  const step = thousandths.reduce(greatestDivisor, 0)
  const exact = values.every((value, at) => Math.abs(1000 * value - thousandths[at]) < 1e-6)
  const quanta = exact && step > 0 ? (Math.max(...thousandths) - Math.min(...thousandths)) / step : null
  return {
    rings,
    centreMinusEdge: centreMinusEdge(rings),
    quantum: quanta === null ? null : step / 1000,
    quanta,
    range: quanta === null ? null : { single: quanta * 0.1, meanOfTen: quanta * 0.01 },
  }
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}
