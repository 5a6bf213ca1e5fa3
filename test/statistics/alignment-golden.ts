import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { isNotEnough, type NotEnoughData } from '#lib/domain/not-enough-data'
import { clampFeatures, type Features, outlierThreshold } from '#lib/statistics/features'
import { type Neighbours, nearestNeighbours } from '#lib/statistics/neighbours'
import { rowSimilarities, type Similarities } from '#lib/statistics/similarities'

const matrix = z.array(z.array(z.number()))
const pair = z.tuple([z.number(), z.number()])

/** What numpy makes of the same features: `scripts/goldens/statistics.py`. */
export const golden = z
  .object({
    k: z.number(),
    share: z.number(),
    images: z.array(matrix),
    texts: z.array(matrix),
    thresholds: pair,
    mutual: matrix,
    cycle: matrix,
    cka: matrix,
    best: pair,
    order: z.array(z.number()),
    permuted: z.number(),
    choosing: z.array(z.number()),
    measuring: z.array(z.number()),
    chosen: pair,
    measured: z.number(),
    differences: z.array(z.number()),
    halfDifferences: z.array(z.number()),
  })
  .parse(JSON.parse(readFileSync('test/fixtures/statistics/alignment.json', 'utf8')))

export function toFeatures(rows: readonly (readonly number[])[]): Features {
  return { rows: rows.length, width: rows[0]?.length ?? 0, values: Float32Array.from(rows.flat()) }
}

/** The golden's layers as they are compared: clamped, all of one model together. */
export const imageLayers = clamped(golden.images.map(toFeatures))
export const textLayers = clamped(golden.texts.map(toFeatures))

function clamped(layers: readonly Features[]): Features[] {
  const threshold = outlierThreshold(layers, golden.share)
  return layers.map(layer => clampFeatures(layer, threshold))
}

export function known<Value>(value: Value | NotEnoughData): Value {
  if (isNotEnough(value)) throw new Error(`${value.what}: ${value.have} of ${value.need}`)
  return value
}

export function similaritiesOf(layer: Features): Similarities {
  return known(rowSimilarities(layer))
}

export function neighboursOf(layer: Features, k = golden.k): Neighbours {
  return known(nearestNeighbours(similaritiesOf(layer), k))
}
