import { z } from 'zod'
import { estimate } from './cell'
import { checkpointShape } from './checkpoint'
import { diagnosis, finding } from './finding'
import { notEnoughData } from './not-enough-data'
import { notRun } from './not-run'
import { property } from './property'

/**
 * Everything the pages show of one run, computed once when the run completes and stored as one document, so
 * that a page reads and never computes. All scores are fractions in [0, 1] (`u` of measurement 0.1) unless a
 * name says `pp` (percentage points) or `corrected` (chance-corrected, `c`).
 */

/** Raised with everything that makes an earlier summary unreadable, or its numbers others: `renewSummaries` then does the rest. */
export const summaryVersion = 5

/** A paired change against the reference condition of the same items. */
export const change = z.object({
  /** perturbed - reference, in percentage points of u: negative is worse. `se`, `low`, `high` are in pp, too. */
  pp: z.number(),
  /** 0 where no variance was seen: the interval is then a Wilson bound. */
  se: z.number(),
  low: z.number(),
  high: z.number(),
  /** Two-sided p, adjusted by Holm over all changes of the run: the checkpoint's one table of every benchmark. */
  p: z.number(),
  /** Smallest change this comparison could have detected with power 0.8, in pp. */
  detectablePp: z.number(),
  /** The sentence of measurement section 5 for this result. */
  reading: z.string(),
  /** `lower`, `higher`: adjusted p < 0.05. `equivalent`: otherwise, if the 90 % interval lies within ±2 pp. */
  verdict: z.enum(['lower', 'higher', 'equivalent', 'not-detected']),
})
export type Change = z.infer<typeof change>

/**
 * A share of what a reference has above chance. `low`, `high` are its 95 % interval, by the delta method, or by the cluster
 * bootstrap where `unstable` (the reference lies under four of its standard errors).
 */
export const retention = z.object({
  value: z.number(),
  low: z.number(),
  high: z.number(),
  unstable: z.boolean(),
})
export type Retention = z.infer<typeof retention>

/** One probe at one setting (all its seeds together) on one benchmark. */
export const effect = z.object({
  probe: z.string(),
  /** The setting without its seed: `no-image`, `permuted`, `reversed`, `grid-4`. */
  setting: z.string(),
  seeds: z.int(),
  /** The reference on the same items; for the spatial shuffle the resize-only picture of the same grid. */
  reference: estimate,
  perturbed: estimate,
  change,
  /** Chance-corrected retention c_k / c_0; null where c_0 is at chance. */
  retention: z.union([retention, notEnoughData]).nullable(),
  /** Share of (item, seed) whose normalised answer differs from the reference. */
  changedAnswers: z.number(),
  /** Units that went from right to wrong and from wrong to right; null unless one seed of 0/1 units. */
  discordant: z.object({ lost: z.int(), gained: z.int() }).nullable(),
  /** Standard deviation of u between seeds, in pp, never an interval of u (measurement 2.4); null with one seed. */
  seedSdPp: z.number().nullable(),
  unparsedRate: z.number(),
  unparsedReferenceRate: z.number(),
  /** The two rates differ by more than 2 pp (measurement 0.6). */
  formatConfounded: z.boolean(),
  /** Where they do: the change, in pp, over the units read under the reference and under every seed. */
  readableChange: z.object({ pp: z.number(), low: z.number(), high: z.number(), units: z.int() }).nullable(),
})
export type Effect = z.infer<typeof effect>

export const benchmarkSummary = z.object({
  benchmark: z.string(),
  /** The file's title, e.g. `MMVP_MINI`. */
  title: z.string(),
  edition: z.string(),
  scorer: z.string(),
  promptProfile: z.string(),
  /** Who graded the answers, by the names the servers gave, and the wording they were asked in; null without a judge. */
  judge: z
    .object({ models: z.array(z.string()), prompt: z.string() })
    .nullable()
    .default(null),
  /** What one unit of analysis is called, plural: `items`, `pairs`, `images`. */
  unit: z.string(),
  items: z.int(),
  /** Expected u of a content-free guess. */
  guessFloor: z.number(),
  /** The scale the field prints this benchmark on: `value = low + u * (high - low)`; null for percent. */
  printedScale: z.object({ low: z.number(), high: z.number() }).nullable(),
  score: estimate,
  /** Chance-corrected (u - g) / (1 - g). */
  corrected: estimate,
  /** c_0 < 0.05 or c_0 < 2 SE: ratios and areas are not formed. */
  atChance: z.boolean(),
  /** Fewer than 30 clusters: shown, never ranked. */
  smallSample: z.boolean(),
  unparsedRate: z.number(),
  /** Items that no judge gave a verdict on, under some condition: left out of everything. */
  judgeFailures: z.int().default(0),
  /** The numbers the field prints, the headline first: percent, or points where the benchmark prints points. */
  metrics: z.array(z.object({ id: z.string(), value: z.number(), n: z.int() })).default([]),
  categories: z.array(z.object({ category: z.string(), items: z.int(), score: estimate })),
  effects: z.array(effect),
  /**
   * Area under chance-corrected retention against grid rank (measurement 1.3); null at chance. The axis runs from 0
   * (unshuffled) over the ranks 1, 2, … of `grids`, the grids that were run, divided by how many they are.
   */
  spatialArea: z
    .object({ value: z.number(), low: z.number(), high: z.number(), grids: z.array(z.int()) })
    .nullable(),
})
export type BenchmarkSummary = z.infer<typeof benchmarkSummary>

/** A benchmark that was answered and has no score: its answers are kept, and it is in no mean. */
export const notScoredBenchmark = z.object({
  benchmark: z.string(),
  title: z.string(),
  edition: z.string(),
  scorer: z.string(),
  items: z.int(),
  /** `no judge`, or how the judge failed. */
  reason: z.string(),
})
export type NotScoredBenchmark = z.infer<typeof notScoredBenchmark>

export const runSummary = z.object({
  version: z.literal(summaryVersion),
  suite: z.string(),
  shape: checkpointShape,
  engine: z.object({ version: z.string(), provider: z.string(), precision: z.string() }),
  benchmarks: z.array(benchmarkSummary),
  notScored: z.array(notScoredBenchmark).default([]),
  /** Unweighted mean of the chance-corrected reference scores over the run's benchmarks; `n` counts their units. */
  mean: estimate,
  /** All twelve, P3 first: P1, P2 and P4 are only read next to it. */
  profile: z.array(property),
  /** What probes found that is more than a change of means. */
  findings: z.array(finding),
  diagnosis: z.array(diagnosis),
  /** What the suite has and this run could not do, with the reason. */
  notRun: z.array(notRun),
})
export type RunSummary = z.infer<typeof runSummary>
