import type { RankedEntry } from '#lib/leaderboard/rank-entries'

/** One checkpoint in the plot of visual reliance against size. */
export interface SizePoint {
  readonly id: string
  readonly name: string
  readonly parameters: number
  readonly value: number
  readonly low: number
  readonly high: number
  /** No smaller or equally large checkpoint relies more on the image. */
  readonly front: boolean
}

/** Checkpoints with a visual reliance, smallest first. */
export function sizePoints(rows: readonly RankedEntry[]): SizePoint[] {
  const points = rows
    .flatMap(({ entry }) => {
      const reliance = entry.summary.profile.find(property => property.id === 'P3')
      if (!reliance || reliance.value === null || reliance.low === null || reliance.high === null) return []
      const { value, low, high } = reliance
      const { parameters } = entry.summary.shape
      return [{ id: entry.checkpoint, name: entry.name, parameters, value, low, high }]
    })
    .sort((a, b) => a.parameters - b.parameters || b.value - a.value)
  let best = Number.NEGATIVE_INFINITY
  return points.map(point => {
    const front = point.value > best
    best = Math.max(best, point.value)
    return { ...point, front }
  })
}
