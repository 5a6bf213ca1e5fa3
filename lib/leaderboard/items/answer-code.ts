import type { AnswerOption } from '../../domain/item'

/**
 * A number for what an answer says, equal for equal contents: the place of the option in the item's own order, whatever
 * order it was shown in; for answers in words, 31 bits of a hash of the normalised words. -1 where nothing was read.
 * @param turn how the options were turned: option i was shown at place (i + turn) mod n.
 */
export function answerCode(
  parsed: string | null,
  options: readonly Pick<AnswerOption, 'label'>[],
  turn = 0,
): number {
  if (parsed === null) return -1
  if (options.length === 0) return textCode(parsed)
  const place = options.findIndex(({ label }) => label === parsed)
  return place < 0 ? -1 : (((place - turn) % options.length) + options.length) % options.length
}

/** Words compared without case, outer white space or a final period. */
export function normalisedAnswer(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ').replace(/\.$/, '')
}

/** FNV-1a over the normalised answer, 31 bits. */
function textCode(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(normalisedAnswer(text)))
    hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 1
}
