/** What an axis or a column spans. */
export interface Domain {
  readonly low: number
  readonly high: number
}

/** Where a value stands between two places; beyond its domain it stays at the end. */
export type Scale = (value: number) => number

export function linearScale({ low, high }: Domain, start: number, end: number): Scale {
  const span = high - low
  return value => {
    const share = span === 0 ? 0.5 : Math.min(1, Math.max(0, (value - low) / span))
    return rounded(start + share * (end - start))
  }
}

export function logScale({ low, high }: Domain, start: number, end: number): Scale {
  const linear = linearScale({ low: Math.log(low), high: Math.log(high) }, start, end)
  return value => linear(Math.log(value))
}

/** To a tenth of a pixel or of a percent: finer is not seen and makes the page heavy. */
export function rounded(place: number): number {
  return Math.round(place * 10) / 10
}

/** The step 1, 2 or 5 × 10ⁿ that divides a span into at most `parts`. */
export function niceStep(span: number, parts: number): number {
  const power = 10 ** Math.floor(Math.log10(span / parts))
  const step = [1, 2, 5, 10].find(factor => span / (factor * power) <= parts) ?? 10
  return step * power
}

/** The least and the greatest of the values, rounded outwards to a nice step of at least a fortieth of `bounds`. */
export function domainOver(values: readonly number[], bounds: Domain, parts = 8): Domain {
  if (values.length === 0) return bounds
  const least = Math.min(...values)
  const greatest = Math.max(...values)
  const step = niceStep(Math.max(greatest - least, (bounds.high - bounds.low) / 5), parts)
  return {
    low: Math.max(bounds.low, clean(Math.floor(least / step) * step)),
    high: Math.min(bounds.high, clean(Math.ceil(greatest / step) * step)),
  }
}

/** Round values inside a domain, at most `count`. */
export function ticks({ low, high }: Domain, count: number): number[] {
  const step = niceStep(high - low, count - 1)
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, index) => clean((first + index) * step))
}

function clean(value: number): number {
  return Number(value.toPrecision(12))
}
