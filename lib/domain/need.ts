import { z } from 'zod'

/** What a probe takes beside the checkpoint. Where a worker or a submission lacks it, the probe is not run, and says so. */
export const needIds = [
  /** An encoder with class attention, e.g. DINO ViT-S/16. */
  'saliency',
  /** A captioner and a text-to-image model, or a synthesized set made earlier. */
  'synthesizer',
  /** The declared encoder, the one inside the checkpoint, with its text tower. */
  'encoder',
  /** The same without a text tower: features of pictures can be read. Whoever has the other has this too. */
  'image-encoder',
  /** The declared language model before visual tuning. */
  'backbone',
  /** Text-only language models whose features images are held against. */
  'language-models',
  /** Weights of our own to read hidden states of: not a chat endpoint. */
  'weights',
  /** Somebody who grades free-form answers. */
  'judge',
] as const
export const need = z.enum(needIds)
export type Need = z.infer<typeof need>

/** Why something that was given for probes cannot be used: the model, and what it lacks. */
export const lacking = z.partialRecord(need, z.string().min(1).max(1000))
export type Lacking = z.infer<typeof lacking>

/**
 * What names the means of a run exactly, by what they are for: the digest of weights, or model and address of a service. The
 * checkpoint's own weights have their digest beside them. Other ones make another run.
 */
export const identities = z.partialRecord(need.exclude(['weights']), z.string().min(1).max(4000))
export type Identities = z.infer<typeof identities>
