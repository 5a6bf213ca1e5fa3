import { failure } from '#lib/domain/work'
import { failSlice } from '#lib/submissions/fail-slice'
import { answerPush, type SliceParams } from '../../../answer-worker'

/** A worker says that it cannot do a slice, and whether anyone could. */
export function POST(request: Request, context: SliceParams): Promise<Response> {
  return answerPush(request, context, failure, failSlice)
}
