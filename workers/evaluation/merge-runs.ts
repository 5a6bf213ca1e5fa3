import { Refusal } from '#lib/domain/refusal'
import type { StoredRun } from './read-run'

/** What runs of the same weights say about one file: the conditions of all of them. */
export interface MergedRun extends StoredRun {
  /** Every folder it is from; `folder` is the first. */
  readonly folders: readonly string[]
}

/**
 * One run for each checkpoint, in order of first appearance: the same weights under two folders are one checkpoint, with the
 * conditions of both. Of a condition that both asked, the one that asked more items stands, else the first.
 * @throws Refusal `bad-usage` where they asked the file in different ways.
 */
export function mergeRuns(runs: readonly StoredRun[]): MergedRun[] {
  return [...Map.groupBy(runs, ({ manifest }) => manifest.digest).values()].map(same =>
    same.slice(1).reduce<MergedRun>(joined, { ...same[0], folders: [same[0].folder] }),
  )
}

function joined(one: MergedRun, other: StoredRun): MergedRun {
  const differs = (['scorer', 'promptProfile', 'provider', 'precision'] as const).find(
    way => one.way[way] !== other.way[way],
  )
  if (differs !== undefined)
    throw new Refusal(
      'bad-usage',
      `${one.folder} and ${other.folder} hold the same weights with ${differs} ${one.way[differs]} and ${other.way[differs]}: give one of them`,
    )
  const nameOf = ({ probe, condition }: { readonly probe: string; readonly condition: string }) =>
    `${probe} ${condition}`
  const answered = ({ scores }: StoredRun['cells'][number]) => scores.filter(one => !Number.isNaN(one)).length
  const known = new Map(one.cells.map(cell => [nameOf(cell), answered(cell)]))
  const better = other.cells.filter(cell => answered(cell) > (known.get(nameOf(cell)) ?? -1))
  const replaced = new Set(better.map(nameOf))
  const join = <T extends { readonly probe: string; readonly condition: string }>(
    first: readonly T[],
    second: readonly T[],
  ) => [
    ...first.filter(each => !replaced.has(nameOf(each))),
    ...second.filter(each => replaced.has(nameOf(each))),
  ]
  return {
    ...one,
    folders: [...one.folders, other.folder],
    cells: join(one.cells, other.cells),
    responses: join(one.responses, other.responses),
  }
}
