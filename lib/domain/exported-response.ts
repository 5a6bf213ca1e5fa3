import { z } from 'zod'
import { responseRecord } from './work'

/**
 * One answer as it leaves the portal: the stored record with its benchmark, since ids of items are unique within one
 * only, and without what the benchmark's licence keeps from being passed on.
 */
export const exportedResponse = responseRecord.partial({ prompt: true }).extend({
  benchmark: z.string(),
  /** Whose items the prompt is made of; where there is a prompt. */
  credit: z.string().optional(),
  /** What was left out, and why. */
  withheld: z.string().optional(),
})
export type ExportedResponse = z.infer<typeof exportedResponse>
