import type { ComparedFigure, SetFigures } from './set-figures'

/** Where random subsets lie: 5th percentile, median, 95th percentile. */
export interface Band {
  readonly low: number
  readonly median: number
  readonly high: number
}

/** Fewer subsets with a figure have no percentiles. */
const leastSubsets = 20

/** Bands of every compared figure over random subsets; null where too few of them have it. */
export function randomBand(subsets: readonly SetFigures[]): Readonly<Record<ComparedFigure, Band | null>> {
  const bandOf = (figure: ComparedFigure) => band(subsets.flatMap(one => one[figure] ?? []))
  return {
    corrected: bandOf('corrected'),
    blind: bandOf('blind'),
    gap: bandOf('gap'),
    spread: bandOf('spread'),
    order: bandOf('order'),
    outsideOrder: bandOf('outsideOrder'),
  }
}

function band(values: readonly number[]): Band | null {
  if (values.length < leastSubsets) return null
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => {
    const place = share * (sorted.length - 1)
    const below = Math.floor(place)
    const above = Math.min(below + 1, sorted.length - 1)
    return sorted[below] + (place - below) * (sorted[above] - sorted[below])
  }
  return { low: at(0.05), median: at(0.5), high: at(0.95) }
}
