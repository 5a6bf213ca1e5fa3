import { createHash } from 'node:crypto'
import type { AnswerOption } from '#lib/domain/item'
import type { RgbImage } from '#lib/domain/rgb-image'

/** SHA-256 over size and decoded RGB pixels: two encodings of one picture are equal. */
export function imageHash(image: RgbImage): string {
  return createHash('sha256').update(`${image.width}x${image.height}`).update(image.pixels).digest('hex')
}

/** Canonical hash of an item: picture, question with white space normalised, options and gold. */
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
