import { boardDownload } from '#lib/leaderboard/board-download'
import { readRankedBoard } from '../../board/read-ranked-board'
import { answer } from '../answer'

/** The leaderboard, with everything its pages show and what its resamples are drawn by. */
export function GET(): Promise<Response> {
  return answer(async () => Response.json(boardDownload(await readRankedBoard())))
}
