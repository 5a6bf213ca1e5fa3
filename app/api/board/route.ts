import { openDatabase } from '#lib/db/database'
import { readBoard } from '#lib/db/queries/read-board'
import { rankEntries } from '#lib/leaderboard/rank-entries'
import { answer } from '../answer'

/** The leaderboard, with everything its pages show. */
export function GET(): Promise<Response> {
  return answer(async () => Response.json(rankEntries(await readBoard(await openDatabase()))))
}
