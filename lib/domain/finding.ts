import { z } from 'zod'

/** What a figure counts: a share in [0, 1] or a difference of such, percentage points, or percent of a reference. */
const figureUnits = ['share', 'pp', 'percent'] as const

/**
 * What qualifies a number. `unstable`: the reference is under four of its errors from 0, and the delta method does not hold
 * (measurement 2.5). `approximate`: rows share neighbours, and the interval is too narrow by an unknown amount (1.7b).
 * `unmatched-noise`: the same noise at every layer, of which nothing about depth may be claimed (1.8). `equivalent`: the
 * 90 % interval of the change lies within ±2 pp.
 */
const figureTags = ['unstable', 'approximate', 'unmatched-noise', 'equivalent'] as const
export type FigureTag = (typeof figureTags)[number]

/** Another reading of what a number measures: its harshest draw, say, instead of the mean of all. */
const figureReading = z.object({ name: z.string(), value: z.number(), unit: z.enum(figureUnits) })
export type FigureReading = z.infer<typeof figureReading>

/** A number with what is known of its uncertainty; everything is in one unit. */
const measuredValue = z.object({
  value: z.number(),
  /** Standard error; null where the interval is not built from one. */
  se: z.number().nullable(),
  /** 95 % interval. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Two-sided, as the finding adjusts it; null where nothing is tested. */
  p: z.number().nullable(),
  tags: z.array(z.enum(figureTags)),
  readings: z.array(figureReading),
})
export type MeasuredValue = z.infer<typeof measuredValue>

/** One number that a probe gives beyond a change of means. */
export const figure = measuredValue.extend({
  /** What it is, in words. */
  name: z.string(),
  unit: z.enum(figureUnits),
  /** Units of analysis that it is made of; null where they differ from part to part. */
  n: z.int().nullable(),
})
export type Figure = z.infer<typeof figure>

/** A number for every place of a grid of token groups, row by row, from the top left. */
export const figureMap = z.object({
  name: z.string(),
  unit: z.enum(figureUnits),
  /** As of a figure. */
  n: z.int().nullable(),
  columns: z.int().positive(),
  cells: z.array(measuredValue),
})
export type FigureMap = z.infer<typeof figureMap>

/** What one probe found on one benchmark (measurement 1), in the form in which pages and exports show it. */
export const finding = z.object({
  probe: z.string(),
  /** Benchmark; null over all of them. */
  benchmark: z.string().nullable(),
  figures: z.array(figure),
  maps: z.array(figureMap),
})
export type Finding = z.infer<typeof finding>

/** What a significant finding suggests to whoever trains the checkpoint. */
export const diagnosis = z.object({
  /** Of the rule. */
  id: z.string(),
  title: z.string(),
  suggestion: z.string(),
  basis: z.object({ source: z.string(), statement: z.string() }),
  evidence: z.array(
    z.object({
      on: z.string().nullable(),
      figure: z.string(),
      value: z.number(),
      low: z.number(),
      high: z.number(),
      unit: z.enum(['pp', 'share']),
      adjustedP: z.number(),
    }),
  ),
})
export type Diagnosis = z.infer<typeof diagnosis>
