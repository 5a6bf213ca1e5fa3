import { type Database, openDatabase } from '#lib/db/database'
import { readBoard } from '#lib/db/queries/read-board'
import { readUnits } from '#lib/db/queries/read-units'
import type { RankMemory } from '#lib/leaderboard/rank-by-units'
import { type Board, rankEntriesAfter } from '#lib/leaderboard/rank-entries'
import type { UnitVector } from '#lib/leaderboard/unit-vectors'
import { type KnownPictures, readPictures } from '#lib/submissions/read-pictures'
import { renewSummaries } from '#lib/submissions/renew-summaries'

/**
 * The last board that was ranked, and what the next one takes over of it: ranks change only with the rows, and a new row
 * leaves the tests of all other pairs as they are.
 */
let ranked: {
  readonly rows: string
  readonly board: Board
  readonly units: ReadonlyMap<string, readonly UnitVector[]>
  readonly memory: RankMemory | null
} | null = null

/** Pictures of the editions that were ranked. */
const pictures: KnownPictures = new Map()

/** Whether the summaries of an earlier version were made anew: once a process, before its first board. */
let renewed: Promise<void> | null = null

/** The latest complete run of every checkpoint, ranked. */
export async function readRankedBoard(): Promise<Board> {
  const database = await openDatabase()
  renewed ??= renew(database).catch(error => {
    renewed = null
    throw error
  })
  await renewed
  const entries = await readBoard(database)
  const rows = JSON.stringify(entries.map(({ run, name }) => [run, name]))
  if (ranked?.rows === rows) return ranked.board
  const units = await unitsOf(
    database,
    entries.map(({ run }) => run),
    ranked?.units ?? new Map(),
  )
  const { board, memory } = rankEntriesAfter(entries, units, ranked?.memory ?? null)
  ranked = { rows, board, units, memory }
  return board
}

/** @param known units of earlier boards; a complete run's are its for good. */
async function unitsOf(
  database: Database,
  runs: readonly string[],
  known: ReadonlyMap<string, readonly UnitVector[]>,
): Promise<Map<string, readonly UnitVector[]>> {
  const missing = runs.filter(run => !known.has(run))
  const read = await readPictures(database, await readUnits(database, missing), pictures)
  return new Map(runs.map(run => [run, known.get(run) ?? read.get(run) ?? []]))
}

async function renew(database: Database): Promise<void> {
  for (const { run, reason } of await renewSummaries(database))
    console.error(`run ${run} was made by another version and is on no page: ${reason}`)
}
