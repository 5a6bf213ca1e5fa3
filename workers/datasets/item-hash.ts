import { createHash } from 'node:crypto'
import type { AnswerOption } from '#lib/domain/item'
import type { RgbImage } from '#lib/domain/rgb-image'

/** SHA-256 over size and decoded RGB pixels: two encodings of one picture are equal. */
export function imageHash(image: RgbImage): string {
  return createHash('sha256').update(`${image.width}x${image.height}`).update(image.pixels).digest('hex')
}

/** The hash of an item's pictures: the one's own, of several their hashes', of none its question's. */
export function imagesHash(hashes: readonly string[], question: string): string {
  const [only] = hashes
  if (only !== undefined && hashes.length === 1) return only
  const text = only === undefined ? `no picture ${normalise(question)}` : hashes.join('\n')
  return createHash('sha256').update(text).digest('hex')
}

/**
 * Canonical hash of an item: picture, question with white space normalised, options and gold. The forms of one benchmark
 * agree in it, but for what their publishers changed:
 * - JPEG pictures that were encoded anew have other pixels: the toolkit's `_local` form (it writes .jpg), TSVs whose
 *   pictures were read and saved again, tars of `clip-benchmark` whose pictures were resized.
 * - Aircraft without the banner of 20 rows (the lists of its authors) and with it (the tars).
 * - MMStar's question holds its options in the parquet; they are cut out, and equal the TSV's where they hold none of
 *   the marks between them (", B: ").
 * - MMVP rows 99, 100, 279, 280: lmms-eval's copy has the other answers.
 * - MathVista's TSV asks with the hint in the question; `query` of the parquet is the same text, `question` is not.
 * - ScienceQA's hint stands before the question and counts. Spaces at the ends of texts differ between its copies and do
 *   not count.
 * - An option "None" is missing where a TSV is read as pandas reads it.
 */
export function itemHash(item: {
  readonly imageHash: string
  readonly question: string
  readonly options: readonly AnswerOption[]
  readonly answer: string
}): string {
  const options = item.options.map(({ label, text }) => [label, normalise(text)])
  const canonical = ['item-1', item.imageHash, normalise(item.question), options, normalise(item.answer)]
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex')
}

function normalise(text: string): string {
  return text.normalize('NFC').trim().replace(/\s+/gu, ' ')
}
