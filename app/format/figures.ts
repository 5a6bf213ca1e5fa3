import type { Figure } from '#lib/domain/finding'
import { between, decimal, ratio, signed } from './numbers'

/** A figure in the digits of its unit: `0.58`, `−3.1 pp`, `41.0 %`. */
export function figureText({ value, unit }: Pick<Figure, 'value' | 'unit'>): string {
  if (unit === 'share') return ratio(value)
  return unit === 'pp' ? `${signed(value, 1)}\u2009pp` : `${decimal(value, 1)}\u2009%`
}

/** `0.51 to 0.64`; empty without an interval. */
export function figureInterval({ low, high, unit }: Pick<Figure, 'low' | 'high' | 'unit'>): string {
  return low === null || high === null ? '' : between(low, high, unit === 'share' ? 2 : 1)
}
