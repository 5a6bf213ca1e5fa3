import { z } from 'zod'

/** Why a probe, or some of its settings, was not run. */
const notRunCodes = [
  'no-judge',
  'no-synthesizer',
  'no-saliency-encoder',
  'no-encoder',
  'no-backbone',
  'no-language-models',
  /** Behind an address only pictures and texts can be touched, never weights. */
  'chat-endpoint',
  'too-few-items',
  'too-few-groups',
  'unsupported',
] as const

/** Stands in the results where numbers would: what was not run is never a zero. */
export const notRun = z.strictObject({
  probe: z.string(),
  /** Null: on every benchmark. */
  benchmark: z.string().nullable(),
  reason: z.strictObject({ code: z.enum(notRunCodes), message: z.string() }),
})
export type NotRun = z.infer<typeof notRun>
