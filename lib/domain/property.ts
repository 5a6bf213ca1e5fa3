import { z } from 'zod'

/** The twelve properties of measurement 3, in its order. */
export const propertyIds = [
  'P1',
  'P2',
  'P3',
  'P4',
  'P5',
  'P6',
  'P7',
  'P8',
  'P9',
  'P10',
  'P11',
  'P12',
] as const
export type PropertyId = (typeof propertyIds)[number]

/** One property of the robustness profile of a run (measurement 3): a number in [0, 1] with its 95 % interval. */
export const property = z.object({
  id: z.enum(propertyIds),
  /** `not-interpretable`: there is a value, and visual reliance is below 0.2 or not known. */
  state: z.enum(['shown', 'not-interpretable', 'missing']),
  /** Why it is not shown; null where it is. */
  reason: z.string().nullable(),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Parts averaged over: benchmarks, or language models for P8, with a reference clearly above chance. */
  eligible: z.int(),
  /** Parts it was measured on. */
  benchmarks: z.int(),
  parts: z.array(z.object({ part: z.string(), value: z.number(), clusters: z.int() })),
  ineligible: z.array(z.object({ part: z.string(), reason: z.string() })),
})
export type Property = z.infer<typeof property>
