import { z } from 'zod'

/** What the leaderboard's address says: all of the view, so that a link shows what its sender saw. */
const boardSearch = z.object({
  view: z.enum(['benchmarks', 'probes', 'size']).catch('benchmarks'),
  /** Id of a column; a leading minus puts the greatest first. */
  sort: z
    .string()
    .regex(/^-?[\w-]{1,60}$/)
    .catch('-mean'),
  /** The benchmark whose changes the probes view shows; null: the profile. */
  on: z
    .string()
    .regex(/^[\w-]{1,60}$/)
    .nullable()
    .catch(null),
})
export type BoardSearch = z.infer<typeof boardSearch>
export type BoardView = BoardSearch['view']

/** The order in which checkpoints are ranked: the only one that shows ordinals and tiers. */
export const rankedSort = '-mean'

/** Whatever cannot be read falls back to the default view. */
export function parseBoardSearch(
  params: Readonly<Record<string, string | string[] | undefined>>,
): BoardSearch {
  return boardSearch.parse({ view: params.view, sort: params.sort, on: params.on ?? null })
}

/** The address of the same view with some of it changed; defaults are left out. */
export function boardHref(search: BoardSearch, change: Partial<BoardSearch>): string {
  const { view, sort, on } = { ...search, ...change }
  const params = new URLSearchParams()
  if (view !== 'benchmarks') params.set('view', view)
  if (view === 'probes' && on !== null) params.set('on', on)
  if (sort !== rankedSort) params.set('sort', sort)
  return params.size === 0 ? '/' : `/?${params}`
}
