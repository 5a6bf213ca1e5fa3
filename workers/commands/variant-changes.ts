import { isNotEnough, type NotEnoughData } from '#lib/domain/not-enough-data'
import { Refusal } from '#lib/domain/refusal'
import { variantChange } from '#lib/leaderboard/items/variant-change'
import { type ScoredUnits, variantPairs } from '#lib/leaderboard/items/variant-pairs'
import { layOutUnits } from '#lib/leaderboard/unit-layout'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import type { StoredRun } from '#workers/evaluation/read-run'
import { table } from './command'

/** What one run lost or won from the items a file of variants was made of to the variants. */
export interface RunVariantChange {
  readonly checkpoint: string
  /** Groups compared, and the change of the chance-corrected score, in pp. */
  readonly change:
    | NotEnoughData
    | {
        readonly groups: number
        readonly pp: number
        readonly low: number
        readonly high: number
        readonly p: number
      }
}

/**
 * The change of every run that asked both files, paired by item (measurement 4.6).
 * @param parents the same runs on the file the variants were made of, in the same order.
 */
export function variantChanges(
  [file, runs]: readonly [BenchmarkFile, readonly StoredRun[]],
  [source, parents]: readonly [BenchmarkFile, readonly StoredRun[]],
): RunVariantChange[] {
  const [own, other] = [file, source].map(({ benchmark, records }) => layOutUnits(benchmark, records))
  if (!own || !other) throw new Error('two files have two layouts')
  return runs.map((run, at) => {
    const parent = parents[at]
    if (!parent) throw new Error(`${run.folder} was read of one file only`)
    const variants = { layout: own, items: file.records, cell: plainCell(run, file) }
    const pairs = variantPairs(variants, {
      layout: other,
      items: source.records,
      cell: plainCell(parent, source),
    })
    const found = variantChange(pairs)
    const { digest } = run.manifest
    if (isNotEnough(found)) return { checkpoint: digest, change: found }
    const { difference, low, high, p } = found
    return {
      checkpoint: digest,
      change: { groups: pairs.length, pp: 100 * difference, low: 100 * low, high: 100 * high, p },
    }
  })
}

/** @throws Refusal `not-found` where the run has no plain answers. */
function plainCell({ folder, cells }: StoredRun, { title }: BenchmarkFile): ScoredUnits['cell'] {
  const found = cells.find(({ probe, condition }) => probe === 'reference' && condition === 'reference')
  if (!found) throw new Refusal('not-found', `${folder} has no plain answers to ${title}`)
  return found
}

/** A line a run. */
export function changeTable(changes: readonly RunVariantChange[]): string {
  return table(
    changes.map(({ checkpoint, change }) => [
      checkpoint.slice(0, 19),
      isNotEnough(change)
        ? `not enough data: ${change.have} ${change.what}, at least ${change.need}`
        : `${signed(change.pp)} pp (95 % CI ${signed(change.low)} to ${signed(change.high)}; ${change.groups} groups)`,
    ]),
  )
}

/** One decimal, with its sign. */
function signed(pp: number): string {
  return `${pp < 0 ? '\u2212' : '+'}${Math.abs(pp).toFixed(1)}`
}
