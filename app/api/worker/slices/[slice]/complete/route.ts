import { completion } from '#lib/domain/work'
import { completeSlice } from '#lib/submissions/complete-slice'
import { answerPush, type SliceParams } from '../../../answer-worker'

/** A worker says that a slice is done. */
export function POST(request: Request, context: SliceParams): Promise<Response> {
  return answerPush(request, context, completion, (database, queue, slice, { attempt }) =>
    completeSlice(database, queue, slice, attempt),
  )
}
