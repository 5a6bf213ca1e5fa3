/** Something to be suggested: an item, or items that are judged together. */
export interface Candidate {
  /** In [0, 1]; what is worth 0 is never picked. */
  readonly utility: number
  readonly category: string
}

/** How far the share of a category may move, of its share in the source (measurement 4.4). */
const quotaMargin = 0.2

/**
 * The `size` best candidates, one by one, keeping every category's share within 20 % of its share in the source and
 * leaving out near-duplicates of what was picked. Fewer where the quotas cannot be met with that many.
 * @param isDuplicate of two candidates, by place. Returns places of candidates, the best first.
 */
export function pickSuggestions(
  candidates: readonly Candidate[],
  size: number,
  isDuplicate: (one: number, other: number) => boolean = () => false,
): number[] {
  const ranked = [...candidates.keys()]
    .filter(at => candidates[at].utility > 0)
    .toSorted((a, b) => candidates[b].utility - candidates[a].utility || a - b)
  let wanted = Math.min(size, ranked.length)
  for (;;) {
    const picked = pickWithin(candidates, ranked, wanted, isDuplicate)
    if (picked.length === wanted) return picked
    // Too few of some category: shares are kept by taking fewer of all.
    wanted = Math.min(wanted - 1, picked.length)
  }
}

function pickWithin(
  candidates: readonly Candidate[],
  ranked: readonly number[],
  wanted: number,
  isDuplicate: (one: number, other: number) => boolean,
): number[] {
  const quotas = quotasOf(candidates, wanted)
  let owed = [...quotas.values()].reduce((sum, { least }) => sum + least, 0)
  const picked: number[] = []
  for (const at of ranked) {
    if (picked.length === wanted) break
    const quota = quotas.get(candidates[at].category)
    if (!quota || quota.taken >= quota.most) continue
    // The rest of the places are owed to categories that are still short.
    const short = quota.taken < quota.least
    if (!short && picked.length + owed >= wanted) continue
    if (picked.some(other => isDuplicate(at, other))) continue
    picked.push(at)
    quota.taken += 1
    if (short) owed -= 1
  }
  return picked
}

interface Quota {
  readonly least: number
  readonly most: number
  taken: number
}

/** Whole numbers around ±20 % of what a category would have of `wanted`. */
function quotasOf(candidates: readonly Candidate[], wanted: number): Map<string, Quota> {
  const groups = Map.groupBy(candidates, ({ category }) => category)
  return new Map(
    [...groups].map(([category, members]) => {
      const due = (wanted * members.length) / candidates.length
      const least = Math.floor((1 - quotaMargin) * due)
      return [category, { least, most: Math.ceil((1 + quotaMargin) * due), taken: 0 }]
    }),
  )
}

/** Cosine above which two pictures or two questions are the same for a benchmark's purposes (measurement 4.4). */
const duplicateCosine = 0.95

/**
 * Tells near-duplicates by the cosine of their vectors in any of the spaces given.
 * @param spaces embeddings [candidates × width] each, e.g. of pictures and of texts.
 */
export function duplicatesByCosine(
  spaces: readonly { readonly vectors: Float32Array; readonly width: number }[],
): (one: number, other: number) => boolean {
  return (one, other) =>
    spaces.some(({ vectors, width }) => {
      let product = 0
      let squares = 0
      let otherSquares = 0
      for (let at = 0; at < width; at++) {
        const a = vectors[one * width + at]
        const b = vectors[other * width + at]
        product += a * b
        squares += a * a
        otherSquares += b * b
      }
      return product > duplicateCosine * Math.sqrt(squares * otherSquares)
    })
}
