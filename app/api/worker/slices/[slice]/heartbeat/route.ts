import { heartbeat } from '#lib/domain/work'
import { recordHeartbeat } from '#lib/submissions/record-heartbeat'
import { answerPush, type SliceParams } from '../../../answer-worker'

/** A worker says that it is still at a slice. */
export function POST(request: Request, context: SliceParams): Promise<Response> {
  return answerPush(request, context, heartbeat, recordHeartbeat)
}
