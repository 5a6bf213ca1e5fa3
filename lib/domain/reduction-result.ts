import { z } from 'zod'

/** Which layer of each side a pair is, from 0: for states, 0 is the embedding. */
const layerPair = z.strictObject({ own: z.int(), other: z.int() })

/** How alike the neighbourhoods of one side's features are to those of one language model's texts (measurement 1.7 b). */
const alignedSide = z.strictObject({
  /** Of the feature that was read: see `FeatureRead`. */
  feature: z.string(),
  /** Shared neighbours over all neighbours of each row, at the pair chosen on the other half; null where the row chose it. */
  rows: z.array(z.number().min(0).max(1).nullable()),
  /** Mean of the rows that have a value, and the pair they were measured at. */
  score: z.number(),
  pair: layerPair,
  /** The largest mean over all pairs of layers, over all rows, as the paper has it: it favours the side with more layers. */
  maximum: z.number(),
  maximumPair: layerPair,
  /** The maximum where one side's rows are permuted: mean, and the share of permutations that reach the real one. */
  null: z.strictObject({ mean: z.number(), p: z.number() }),
  /** Secondary metrics at the same pair. */
  cycle: z.number(),
  cka: z.number().nullable(),
})
export type AlignedSide = z.infer<typeof alignedSide>

/** The reduced result of the kNN-alignment probe: a run's own, computed by the worker that holds the weights. */
export const alignmentResult = z.strictObject({
  probe: z.literal('alignment-knn'),
  benchmark: z.string(),
  edition: z.string(),
  /** Ids of the rows, in their order. */
  items: z.array(z.string()),
  neighbours: z.int().positive(),
  /** Overlap expected of unrelated rows: neighbours over the other rows. */
  chance: z.number(),
  languageModels: z.array(
    z.strictObject({
      name: z.string(),
      digest: z.string(),
      parameters: z.number(),
      encoder: alignedSide,
      checkpoint: alignedSide,
      /**
       * Checkpoint less encoder over the rows that chose no pair, at the pairs above: with the rows' own error, and that of
       * half-samples, which knows that rows share neighbours; null where half of them are too few.
       */
      change: z.strictObject({
        difference: z.number(),
        se: z.number(),
        halfSampleSe: z.number().nullable(),
      }),
      /** Features of the checkpoint beside the one that counts, e.g. as they leave the projector. */
      others: z.array(alignedSide),
    }),
  ),
})
export type AlignmentResult = z.infer<typeof alignmentResult>
