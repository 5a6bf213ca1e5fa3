import type { BoardEntry } from '../../domain/board-entry'
import type { Database } from '../database'
import { readBoard } from './read-board'

/** The latest complete run of a checkpoint; null where there is none. @param checkpoint the id in addresses. */
export async function readBoardEntry(database: Database, checkpoint: string): Promise<BoardEntry | null> {
  const [entry] = await readBoard(database, checkpoint)
  return entry ?? null
}
