import type { Estimate } from '../../domain/cell'
import type { Figure } from '../../domain/finding'
import { isNotEnough, type NotEnoughData } from '../../domain/not-enough-data'
import type { BootstrappedValue } from '../profile/profile'
import type { ConditionEstimate } from './condition-estimate'
import type { PairedChange } from './paired-change'

/** Anything with a 95 % interval. */
type Bounded = Pick<BootstrappedValue, 'value' | 'low' | 'high'>

/** A share in [0, 1], or a ratio; nothing where it was not found. */
export function shareFigure(
  name: string,
  found: Bounded | NotEnoughData | null | undefined,
  n: number | null = null,
): Figure[] {
  if (!found || isNotEnough(found)) return []
  const { value, low, high } = found
  return [{ name, value, low, high, unit: 'share', n, p: null }]
}

/** The score of a condition. */
export function scoreFigure(
  name: string,
  found: ConditionEstimate | { readonly score: Estimate } | null,
): Figure[] {
  return found ? shareFigure(name, found.score, found.score.n) : []
}

/** A paired change, in percentage points. */
export function changeFigure(name: string, found: PairedChange | NotEnoughData | null | undefined): Figure[] {
  if (!found || isNotEnough(found)) return []
  const { difference, low, high, units, p } = found
  return [{ name, value: 100 * difference, low: 100 * low, high: 100 * high, unit: 'pp', n: units, p }]
}

/** A share shown as percent of a reference. @param n units it is made of. */
export function percentFigure(
  name: string,
  { value, low, high }: Bounded,
  n: number | null,
  p: number | null = null,
): Figure {
  return { name, value: 100 * value, low: 100 * low, high: 100 * high, unit: 'percent', n, p }
}
