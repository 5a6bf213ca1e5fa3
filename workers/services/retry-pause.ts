/** The longest pause between two tries. */
export const longestPauseMs = 300_000
const firstPauseMs = 500

/**
 * How long to wait before the next try, in ms. What `Retry-After` (seconds or a date) asks for is the least; else half
 * a second doubled with every failure, of which jitter takes up to a half: many callers that failed together do not
 * come back together.
 * @param failures From 1.
 * @param random In [0, 1).
 * @returns null where the server asks for more patience than there is.
 */
export function retryPauseMs(
  headers: Headers | null,
  failures: number,
  nowMs: number,
  random: number,
): number | null {
  const backoff = Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1))
  const asked = askedMs(headers?.get('retry-after')?.trim() ?? '', nowMs)
  if (asked === null) return Math.round(backoff * (1 - random / 2))
  return asked > longestPauseMs ? null : Math.round(asked + firstPauseMs * random)
}

function askedMs(retryAfter: string, nowMs: number): number | null {
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000
  // Date.parse finds a date in nearly anything; one of HTTP says GMT.
  const date = retryAfter.endsWith(' GMT') ? Date.parse(retryAfter) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs)
}
