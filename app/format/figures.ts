import type { Figure, FigureReading, FigureTag, MeasuredValue } from '#lib/domain/finding'
import { between, decimal, probability, ratio, signed } from './numbers'

type Unit = Figure['unit']

/** A figure in the digits of its unit: `0.58`, `−3.1 pp`, `41.0 %`. */
export function figureText({ value, unit }: Pick<Figure, 'value' | 'unit'>): string {
  if (unit === 'share') return ratio(value)
  return unit === 'pp' ? `${signed(value, 1)}\u2009pp` : `${decimal(value, 1)}\u2009%`
}

/** `0.51 to 0.64`; empty without an interval. */
export function figureInterval({ low, high, unit }: Pick<Figure, 'low' | 'high' | 'unit'>): string {
  return low === null || high === null ? '' : between(low, high, unit === 'share' ? 2 : 1)
}

/** The standard error in the digits of its unit; empty without one. */
export function figureError({ se, unit }: Pick<Figure, 'se' | 'unit'>): string {
  return se === null ? '' : decimal(se, unit === 'share' ? 3 : 2)
}

/** `kindest draw −2.5 %, harshest draw 25.0 %`. */
export function readingsText(readings: readonly FigureReading[]): string {
  return readings.map(({ name, value, unit }) => `${name} ${figureText({ value, unit })}`).join(', ')
}

/** All that is known of one number in one line: what stands beside the number of a map. */
export function valueInFull(value: MeasuredValue, unit: Unit): string {
  const interval = figureInterval({ ...value, unit })
  return [
    figureText({ ...value, unit }),
    ...(interval === '' ? [] : [`95 % CI ${interval}`]),
    ...(value.se === null ? [] : [`SE ${figureError({ ...value, unit })}`]),
    ...(value.p === null ? [] : [`p ${probability(value.p)}`]),
    ...value.tags.map(tag => tagWords[tag].word),
    ...(value.readings.length === 0 ? [] : [readingsText(value.readings)]),
  ].join('; ')
}

/** What a page calls a qualification, and why it is there. */
export const tagWords: Readonly<Record<FigureTag, { readonly word: string; readonly reason: string }>> = {
  unstable: {
    word: 'unstable ratio',
    reason:
      'The reference is less than four of its standard errors from 0, so the interval is Fieller’s or that of the bootstrap, and wide.',
  },
  approximate: {
    word: 'approximate',
    reason: 'Rows share neighbours, so errors over rows are too small by an unknown amount.',
  },
  'unmatched-noise': {
    word: 'no claim about depth',
    reason:
      'The noise is the same at every layer while the stream grows with depth: it is louder in lower layers, which alone can make them look important.',
  },
  equivalent: {
    word: 'equivalent within 2 pp',
    reason: 'The 90 % interval of the change lies within ±2 pp.',
  },
}
