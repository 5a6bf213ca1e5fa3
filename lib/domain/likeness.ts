import { z } from 'zod'

const cosine = z.number().min(-1).max(1)

/** How like the originals a synthesized picture is (CLIP-I): cosines of embeddings. */
export const likeness = z.strictObject({
  /** With the picture it was drawn for. */
  own: cosine,
  /** With another item's picture: the zero line. */
  other: cosine,
  /** Whether the caption was cut before it was drawn: what was cut off cannot be there. Absent: that is not known. */
  captionCut: z.boolean().optional(),
})
export type Likeness = z.infer<typeof likeness>
