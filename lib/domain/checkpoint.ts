import { z } from 'zod'

/**
 * `sha256:` and SHA-256 over the sorted list of (file name, SHA-256 of its bytes): the weights and every file that decides an
 * answer. `chat:` and SHA-256 over all that a server told of a model whose weights are elsewhere.
 */
export const checkpointDigest = z
  .string()
  .regex(/^(sha256|chat):[0-9a-f]{64}$/)
  .brand<'CheckpointDigest'>()
export type CheckpointDigest = z.infer<typeof checkpointDigest>

/** What kind of digest it is, and its 64 digits. */
export function digestParts(digest: CheckpointDigest): { readonly kind: string; readonly hex: string } {
  const [kind = '', hex = ''] = digest.split(':')
  return { kind, hex }
}

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
