/** A number with its sign and decimals, or a run of letters and digits. */
const token = /(?<![\p{L}\p{N}])-?\d+(?:\.\d+)?(?![\p{L}\p{N}])|[\p{L}\p{N}]+/gu
const articles = new Set(['a', 'an', 'the'])

/** Words of a text: NFKC, lower case, numbers without thousands commas, no articles and no punctuation. */
export function tokensOf(text: string): string[] {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, '')
  return (plain.match(token) ?? []).filter(word => !articles.has(word))
}

/**
 * Harmonic mean of precision and recall of two bags of words, in [0, 1]: 2 × common / (all of both). 0 where either is
 * empty.
 */
export function tokenF1(said: readonly string[], gold: readonly string[]): number {
  const left = new Map<string, number>()
  for (const word of gold) left.set(word, (left.get(word) ?? 0) + 1)
  let common = 0
  for (const word of said) {
    const count = left.get(word) ?? 0
    if (count === 0) continue
    left.set(word, count - 1)
    common += 1
  }
  return common === 0 ? 0 : (2 * common) / (said.length + gold.length)
}
