import { resolve } from 'node:path'
import { isNotEnough, type NotEnoughData } from '#lib/domain/not-enough-data'
import type { EvidenceItem, ItemEvidence } from '#lib/leaderboard/items/evidence'
import { evidenceItems } from '#lib/leaderboard/items/evidence-items'
import { hashedWords, type TextGuesses, textGuesses } from '#lib/leaderboard/items/text-guesses'
import { type TextSignal, textSignal } from '#lib/leaderboard/items/text-signal'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import { type MergedRun, mergeRuns } from '#workers/evaluation/merge-runs'
import { evidenceOf, readRun, type StoredRun } from '#workers/evaluation/read-run'
import { BadUsage } from './command'

/** Options of commands that weigh what runs say about items, for `readArguments`. */
export const evidenceOptions = {
  runs: { type: 'string', multiple: true },
  family: { type: 'string', multiple: true },
} as const

export const evidenceHelp = [
  [
    '--runs DIR',
    'a folder of "evaluate --out"; may be repeated: all that is known of the items comes from them',
  ],
  [
    '--family DIR=NAME',
    "a run's training recipe: suggestions are validated on families that had no part in them (its layout, vision tower and language model)",
  ],
] as const

const mostUsual = 100
const usualShare = 0.25
export const usualSizeHelp = `${mostUsual}, or a quarter of them where that is less`

/** Units that runs suggest of so many, unless another number is asked for: the same wherever a set is chosen. */
export function usualSize(units: number): number {
  return Math.min(mostUsual, Math.ceil(usualShare * units))
}

/**
 * The checkpoints of the runs given, of one benchmark file: the same weights under two folders are one.
 * @throws Refusal of `readRun` and `mergeRuns`.
 */
export async function givenRuns(
  folders: readonly string[] | undefined,
  file: BenchmarkFile,
): Promise<MergedRun[]> {
  const runs: StoredRun[] = []
  for (const folder of folders ?? []) runs.push(await readRun(resolve(folder), file))
  return mergeRuns(runs)
}

/** What checkpoints say of the items. @throws BadUsage. */
export function givenEvidence(
  runs: readonly MergedRun[],
  { benchmark, records }: BenchmarkFile,
  families: readonly string[] | undefined,
): ItemEvidence {
  const named = (families ?? []).map(readFamily)
  const stranger = named.find(([folder]) => runs.every(({ folders }) => !folders.includes(folder)))
  if (stranger) throw new BadUsage(`--family names ${stranger[0]}, which is not among --runs`)
  return {
    items: evidenceItems(benchmark, records),
    runs: runs.map(run => evidenceOf(run, records, familyOf(run, named))),
  }
}

/** Names the split of a file's families: a set is chosen and tried on the same sides everywhere. */
export function splitKey({ benchmark, edition }: Pick<BenchmarkFile, 'benchmark' | 'edition'>): string {
  return `${benchmark.id}/${edition}`
}

/** What a classifier of the texts made of the items; used for single items only where it learned anything at all. */
export function textEvidence(
  file: Pick<BenchmarkFile, 'benchmark' | 'edition' | 'records'>,
  items: readonly EvidenceItem[],
): {
  readonly signal: TextSignal | NotEnoughData
  readonly used: { readonly textGuesses?: TextGuesses }
} {
  const guesses = textGuesses(file.records, splitKey(file), hashedWords())
  if (isNotEnough(guesses)) return { signal: guesses, used: {} }
  const signal = textSignal(guesses, items)
  return { signal, used: signal.learned ? { textGuesses: guesses } : {} }
}

/** The family that was given for any of a checkpoint's folders. @throws BadUsage where there are two. */
function familyOf(
  { folders }: Pick<MergedRun, 'folders'>,
  named: readonly (readonly [folder: string, family: string])[],
): string | undefined {
  const own = named.filter(([folder]) => folders.includes(folder))
  const other = own.find(([, family]) => family !== own[0][1])
  if (other)
    throw new BadUsage(
      `--family calls the same weights ${own[0][1]} (${own[0][0]}) and ${other[1]} (${other[0]})`,
    )
  return own[0]?.[1]
}

function readFamily(text: string): readonly [string, string] {
  const at = text.lastIndexOf('=')
  if (at < 1 || at === text.length - 1) throw new BadUsage(`--family must read DIR=NAME, not "${text}"`)
  return [resolve(text.slice(0, at)), text.slice(at + 1)]
}
