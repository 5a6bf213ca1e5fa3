import { readRankedBoard } from '../../board/read-ranked-board'
import { answer } from '../answer'

/** The leaderboard, with everything its pages show. */
export function GET(): Promise<Response> {
  return answer(async () => Response.json(await readRankedBoard()))
}
