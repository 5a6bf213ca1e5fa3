import { rounded } from './scale'

export interface Point {
  readonly x: number
  readonly y: number
}

/** Straight lines through the points. */
export function linePath(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${rounded(x)} ${rounded(y)}`).join('')
}

/** The area between an upper and a lower line. */
export function bandPath(upper: readonly Point[], lower: readonly Point[]): string {
  return `${linePath([...upper, ...lower.toReversed()])}Z`
}

/** A line that stays level until the next point, then steps to it. */
export function stepPath(points: readonly Point[], end: number): string {
  const [first, ...rest] = points
  if (!first) return ''
  const steps = rest.map(({ x, y }) => `H${rounded(x)}V${rounded(y)}`).join('')
  return `M${rounded(first.x)} ${rounded(first.y)}${steps}H${rounded(end)}`
}
