import { z } from 'zod'

/** What a figure counts: a share in [0, 1] or a difference of such, percentage points, or percent of a reference. */
const figureUnits = ['share', 'pp', 'percent'] as const

/** One number that a probe gives beyond a change of means, with its 95 % interval where it has one. */
export const figure = z.object({
  /** What it is, in words. */
  name: z.string(),
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  unit: z.enum(figureUnits),
  /** Units of analysis that it is made of; null where they differ from part to part. */
  n: z.int().nullable(),
  /** Two-sided, as the finding adjusts it; null where nothing is tested. */
  p: z.number().nullable(),
})
export type Figure = z.infer<typeof figure>

/** A figure for every place of a grid of token groups, row by row, from the top left. */
export const figureMap = z.object({
  name: z.string(),
  unit: z.enum(figureUnits),
  columns: z.int().positive(),
  values: z.array(z.number()),
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
