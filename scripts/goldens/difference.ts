/** The largest absolute difference; infinite where the lists are not of one length or have something that is no number. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  let largest = 0
  for (let at = 0; at < a.length; at++) {
    const apart = Math.abs((a[at] ?? Number.NaN) - (b[at] ?? Number.NaN))
    if (Number.isNaN(apart)) return Number.POSITIVE_INFINITY
    largest = Math.max(largest, apart)
  }
  return largest
}
