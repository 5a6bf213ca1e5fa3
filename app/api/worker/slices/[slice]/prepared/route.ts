import { preparedReport } from '#lib/domain/work'
import { recordPrepared } from '#lib/submissions/record-prepared'
import { answerPush, type SliceParams } from '../../../answer-worker'

/** A worker says what it found behind a submission. */
export function POST(request: Request, context: SliceParams): Promise<Response> {
  return answerPush(request, context, preparedReport, recordPrepared)
}
