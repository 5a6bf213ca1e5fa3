import { resolve } from 'node:path'
import type { ItemEvidence } from '#lib/leaderboard/items/evidence'
import { evidenceItems } from '#lib/leaderboard/items/evidence-items'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
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
    "a run's training recipe: suggestions are validated on families that had no part in them",
  ],
] as const

/** The runs given, of one benchmark file. @throws Refusal of `readRun`; BadUsage. */
export async function givenRuns(
  folders: readonly string[] | undefined,
  file: BenchmarkFile,
): Promise<StoredRun[]> {
  const runs: StoredRun[] = []
  for (const folder of folders ?? []) runs.push(await readRun(resolve(folder), file))
  return runs
}

/** What runs say of the items. The same weights under two folders are one checkpoint. @throws BadUsage. */
export function givenEvidence(
  runs: readonly StoredRun[],
  { benchmark, records }: BenchmarkFile,
  families: readonly string[] | undefined,
): ItemEvidence {
  const named = new Map((families ?? []).map(readFamily))
  const stranger = [...named.keys()].find(folder => runs.every(run => run.folder !== folder))
  if (stranger !== undefined) throw new BadUsage(`--family names ${stranger}, which is not among --runs`)
  const once = [...new Map(runs.map(run => [run.manifest.digest, run])).values()]
  return {
    items: evidenceItems(benchmark, records),
    runs: once.map(run => evidenceOf(run, records, named.get(run.folder))),
  }
}

function readFamily(text: string): readonly [string, string] {
  const at = text.lastIndexOf('=')
  if (at < 1 || at === text.length - 1) throw new BadUsage(`--family must read DIR=NAME, not "${text}"`)
  return [resolve(text.slice(0, at)), text.slice(at + 1)]
}
