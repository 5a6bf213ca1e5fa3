import { z } from 'zod'

/** An estimate with its uncertainty. `low` and `high` are the bounds of the 95 % interval. */
export const estimate = z.object({
  value: z.number(),
  /** Standard error; null where the interval is not built from one (Wilson). */
  se: z.number().nullable(),
  low: z.number(),
  high: z.number(),
  /** Units of analysis (items, pairs, images) and independent clusters. */
  n: z.int(),
  clusters: z.int(),
  method: z.enum(['wilson', 't-clustered', 'exact', 'bootstrap']),
})
export type Estimate = z.infer<typeof estimate>

/** Checkpoint × benchmark × probe × condition, with the item-level outcomes it is made of. */
export interface Cell {
  readonly benchmark: string
  readonly probe: string
  readonly probeVersion: number
  readonly condition: string
  /** 1 where the item was asked under this condition, 0 where it is not on its list. Absent: every item was asked. */
  readonly asked?: Uint8Array
  /** Score in [0, 1] per item, in the order of the benchmark's file; NaN where it was not asked or not judged. */
  readonly scores: Float32Array
  readonly unparsed: Uint8Array
  readonly changed: Uint8Array
  /** What the judge gave the reference answers, where the score is a ratio of means. */
  readonly against?: Float32Array
  /** Why the first of the answers without a score has none. */
  readonly notScored?: string
}
