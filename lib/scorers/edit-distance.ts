/** Levenshtein distance in code points: insertions, deletions and substitutions cost one each. */
export function editDistance(one: string, other: string): number {
  const across = [...other]
  let row = Array.from({ length: across.length + 1 }, (_, at) => at)
  for (const character of one) {
    const next = [(row[0] ?? 0) + 1]
    across.forEach((wanted, at) => {
      const substituted = (row[at] ?? 0) + (character === wanted ? 0 : 1)
      next.push(Math.min(substituted, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1))
    })
    row = next
  }
  return row.at(-1) ?? 0
}

/** The text nearest to `said`, the first of equally near ones; null where there is none to choose from. */
export function nearest(said: string, texts: readonly string[]): string | null {
  const distances = texts.map(text => editDistance(said, text))
  return texts[distances.indexOf(Math.min(...distances))] ?? null
}
