import { summaryVersion } from '../domain/run-summary'
import { bootstrapReplicates } from '../statistics/cluster-bootstrap'
import { clusterDraws } from '../statistics/cluster-drawer'
import { drawRecipe } from '../statistics/keyed-random'
import { poissonDraws } from '../statistics/poisson-draws'
import { boardKey } from './rank-by-units'
import type { Board } from './rank-entries'

/** A board as it leaves the site: with what it takes to draw its resamples again (measurement 5). */
export interface BoardDownload extends Board {
  readonly version: { readonly summary: number }
  readonly bootstrap: {
    readonly resamples: number
    /** How numbers come from a key. */
    readonly recipe: string
    /** Of ranks and tiers: a benchmark's clusters, in file order; those that share pictures are drawn under their keys joined by ` + `. */
    readonly ranks: typeof clusterDraws & { readonly items: readonly string[] }
    /** Of profiles: each cluster under the first of its pictures' hashes. */
    readonly profiles: typeof poissonDraws & { readonly item: 'sha256 of the decoded picture' }
  }
}

export function boardDownload(board: Board): BoardDownload {
  const [first] = board.rows
  const editions = first?.entry.summary.benchmarks ?? []
  return {
    version: { summary: summaryVersion },
    bootstrap: {
      resamples: bootstrapReplicates,
      recipe: drawRecipe,
      ranks: {
        ...clusterDraws,
        items: editions
          .filter(({ benchmark }) => board.benchmarks.includes(benchmark))
          .map(({ benchmark, edition }) => boardKey(benchmark, edition)),
      },
      profiles: { ...poissonDraws, item: 'sha256 of the decoded picture' },
    },
    ...board,
  }
}
