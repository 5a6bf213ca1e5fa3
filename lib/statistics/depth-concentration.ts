import { type NotEnoughData, tooFew } from '../domain/not-enough-data'

/** Where in the depth of a model importance lies (measurement 1.8). */
export interface DepthConcentration {
  /** Share of it in the lowest quarter of the layers; a layer that the quarter cuts counts by its part. */
  readonly lowQuarter: number
  /** Its centre of mass: 0 is the first layer, 1 the last. */
  readonly centre: number
}

/** @param importance of each layer, the first layer first; only what is positive counts. */
export function depthConcentration(importance: readonly number[]): DepthConcentration | NotEnoughData {
  const layers = importance.length
  if (layers < 2) return tooFew('layers', layers, 2)
  const positive = importance.map(value => Math.max(0, value))
  const total = positive.reduce((sum, value) => sum + value, 0)
  if (!(total > 0)) return tooFew('layers of positive importance', 0, 1)
  const weighted = (weight: (layer: number) => number) =>
    positive.reduce((sum, value, layer) => sum + value * weight(layer), 0) / total
  return {
    lowQuarter: weighted(layer => Math.max(0, Math.min(1, layers / 4 - layer))),
    centre: weighted(layer => layer / (layers - 1)),
  }
}
