import { z } from 'zod'

/** SHA-256 over the sorted list of (file name, SHA-256 of its bytes): the weights and every file that decides an answer. */
export const checkpointDigest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/)
  .brand<'CheckpointDigest'>()
export type CheckpointDigest = z.infer<typeof checkpointDigest>

/** What a checkpoint is, without its weights: enough to plan an evaluation and to show a row. */
export const checkpointShape = z.object({
  family: z.string(),
  /** Precision of the stored weights, e.g. `bf16`. */
  storedPrecision: z.string(),
  parameters: z.int().nonnegative(),
  /** Bytes of all weight files together. */
  weightBytes: z.int().nonnegative(),
  vision: z.object({
    modelType: z.string(),
    layers: z.int(),
    width: z.int(),
    heads: z.int(),
    /** Side of the square input in pixels, and of one patch. */
    imageSize: z.int(),
    patchSize: z.int(),
  }),
  text: z.object({
    modelType: z.string(),
    layers: z.int(),
    width: z.int(),
    heads: z.int(),
    keyValueHeads: z.int(),
    vocabulary: z.int(),
    maxPositions: z.int(),
  }),
})
export type CheckpointShape = z.infer<typeof checkpointShape>
