import { type Database, openDatabase } from '#lib/db/database'
import { readBoard } from '#lib/db/queries/read-board'
import { readUnits } from '#lib/db/queries/read-units'
import { type Board, rankEntries } from '#lib/leaderboard/rank-entries'
import { type KnownPictures, readPictures } from '#lib/submissions/read-pictures'
import { renewSummaries } from '#lib/submissions/renew-summaries'

/** The last board that was ranked: ranks change only with its rows, and testing all pairs of them takes a while. */
let ranked: { readonly rows: string; readonly board: Board } | null = null

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
  const units = await readUnits(
    database,
    entries.map(({ run }) => run),
  )
  const board = rankEntries(entries, await readPictures(database, units, pictures))
  ranked = { rows, board }
  return board
}

async function renew(database: Database): Promise<void> {
  for (const { run, reason } of await renewSummaries(database))
    console.error(`run ${run} was made by another version and is on no page: ${reason}`)
}
