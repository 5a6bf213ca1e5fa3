/** Something to be suggested: an item, or items that are judged together. */
export interface Candidate {
  /** In [0, 1]; what is worth 0 is never picked. */
  readonly utility: number
  readonly category: string
}

/** How far the share of a category may move, of its share in the source (measurement 4.4). */
const quotaMargin = 0.2
/** What products of fractions may miss a whole number by. */
const rounding = 1e-9

/** A category that has too little to give. */
export interface UnfilledCategory {
  readonly category: string
  /** The fewest that its share in the source asks for, and how many were picked. */
  readonly due: number
  readonly picked: number
}

export interface PickedSuggestions {
  /** Places of candidates, the best first. */
  readonly picked: readonly number[]
  readonly unfilled: readonly UnfilledCategory[]
}

/**
 * The `size` best candidates, one by one, keeping every category's share within 20 % of its share in the source and
 * leaving out near-duplicates of what was picked. What a category lacks is not made up for beyond the bounds of the others:
 * there are fewer then, and the category is named.
 * @param isDuplicate of two candidates, by place.
 */
export function pickSuggestions(
  candidates: readonly Candidate[],
  size: number,
  isDuplicate: (one: number, other: number) => boolean = () => false,
): PickedSuggestions {
  const ranked = [...candidates.keys()]
    .filter(at => candidates[at].utility > 0)
    .toSorted((a, b) => candidates[b].utility - candidates[a].utility || a - b)
  const quotas = quotasOf(candidates, Math.min(size, candidates.length))
  const reserved = new Map([...quotas].map(([category, { least }]) => [category, least]))
  for (;;) {
    const picked = pickWithin(candidates, ranked, { size, quotas, reserved }, isDuplicate)
    const counts = Map.groupBy(picked, at => candidates[at].category)
    const taken = (category: string) => counts.get(category)?.length ?? 0
    const short = [...reserved].filter(([category, least]) => taken(category) < least)
    // Places kept for a category that cannot fill them go to the others.
    for (const [category] of short) reserved.set(category, taken(category))
    if (short.length > 0) continue
    const unfilled = [...quotas].flatMap(([category, { least }]) =>
      taken(category) < least ? [{ category, due: least, picked: taken(category) }] : [],
    )
    return { picked, unfilled }
  }
}

interface Places {
  readonly size: number
  readonly quotas: ReadonlyMap<string, Quota>
  /** Places that are kept for every category. */
  readonly reserved: ReadonlyMap<string, number>
}

function pickWithin(
  candidates: readonly Candidate[],
  ranked: readonly number[],
  { size, quotas, reserved }: Places,
  isDuplicate: (one: number, other: number) => boolean,
): number[] {
  let owed = [...reserved.values()].reduce((sum, least) => sum + least, 0)
  const taken = new Map<string, number>()
  const picked: number[] = []
  for (const at of ranked) {
    if (picked.length === size) break
    const { category } = candidates[at]
    const own = taken.get(category) ?? 0
    if (own >= (quotas.get(category)?.most ?? 0)) continue
    // The rest of the places are owed to categories that are still short.
    const short = own < (reserved.get(category) ?? 0)
    if (!short && picked.length + owed >= size) continue
    if (picked.some(other => isDuplicate(at, other))) continue
    picked.push(at)
    taken.set(category, own + 1)
    if (short) owed -= 1
  }
  return picked
}

interface Quota {
  readonly least: number
  readonly most: number
}

/**
 * Whole numbers within 20 % of what a category would have of `wanted`; the nearest ones where there is none, or where
 * those of all categories together cannot make up `wanted`.
 */
function quotasOf(candidates: readonly Candidate[], wanted: number): Map<string, Quota> {
  const groups = [...Map.groupBy(candidates, ({ category }) => category)]
  const dues = groups.map(([, members]) => (wanted * members.length) / candidates.length)
  const within = dues.map(due => ({
    least: Math.ceil((1 - quotaMargin) * due - rounding),
    most: Math.floor((1 + quotaMargin) * due + rounding),
  }))
  const nearest = dues.map(due => ({ least: Math.floor(due + rounding), most: Math.ceil(due - rounding) }))
  const bounded = within.map((one, at) => (one.least <= one.most ? one : nearest[at]))
  const sum = (of: (quota: Quota) => number) => bounded.reduce((total, quota) => total + of(quota), 0)
  const fits = sum(({ least }) => least) <= wanted && wanted <= sum(({ most }) => most)
  const quotas = bounded.map(({ least, most }, at) =>
    fits
      ? { least, most }
      : { least: Math.min(least, nearest[at].least), most: Math.max(most, nearest[at].most) },
  )
  return new Map(groups.map(([category], at) => [category, quotas[at]]))
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
