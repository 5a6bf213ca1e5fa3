import type { Estimate } from '../../domain/cell'
import type { Figure, FigureReading, FigureTag, MeasuredValue } from '../../domain/finding'
import { isNotEnough, type NotEnoughData } from '../../domain/not-enough-data'
import type { Interval } from '../../statistics/intervals'
import type { ConditionEstimate } from './condition-estimate'
import type { PairedChange } from './paired-change'

/** Anything with a 95 % interval. */
interface Bounded extends Interval {
  readonly value: number
  readonly se: number | null
  readonly unstable?: boolean
}

/** What stands beside a number. */
interface Beside {
  readonly p?: number
  readonly tags?: readonly FigureTag[]
  readonly readings?: readonly FigureReading[]
}

/** A number in its unit. @param scale 100 from a share to percent. */
export function measuredValue(
  { value, se, low, high, unstable = false }: Bounded,
  { p, tags = [], readings = [] }: Beside = {},
  scale = 1,
): MeasuredValue {
  return {
    value: scale * value,
    se: se === null ? null : scale * se,
    low: scale * low,
    high: scale * high,
    p: p ?? null,
    tags: [...(unstable ? (['unstable'] as const) : []), ...tags],
    readings: [...readings],
  }
}

/** A share in [0, 1], or a ratio; nothing where it was not found. */
export function shareFigure(
  name: string,
  found: Bounded | NotEnoughData | null | undefined,
  n: number | null = null,
  beside: Beside = {},
): Figure[] {
  if (!found || isNotEnough(found)) return []
  return [{ name, unit: 'share', n, ...measuredValue(found, beside) }]
}

/** The score of a condition. */
export function scoreFigure(
  name: string,
  found: ConditionEstimate | { readonly score: Estimate } | null,
): Figure[] {
  return found ? shareFigure(name, found.score, found.score.n) : []
}

/** A paired change of scores, in percentage points, with whether it is none by the test of equivalence. */
export function changeFigure(name: string, found: PairedChange | NotEnoughData | null | undefined): Figure[] {
  if (!found || isNotEnough(found)) return []
  return differenceFigure(name, found, found.equivalent ? { tags: ['equivalent'] } : {})
}

/** A paired difference of anything, in percentage points. */
export function differenceFigure(
  name: string,
  { difference: value, se, low, high, p, units: n }: PairedChange,
  beside: Omit<Beside, 'p'> = {},
): Figure[] {
  return [{ name, unit: 'pp', n, ...measuredValue({ value, se, low, high }, { ...beside, p }, 100) }]
}

/** A share shown as percent of a reference. @param n units it is made of. */
export function percentFigure(name: string, found: Bounded, n: number | null, beside: Beside = {}): Figure {
  return { name, unit: 'percent', n, ...measuredValue(found, beside, 100) }
}
