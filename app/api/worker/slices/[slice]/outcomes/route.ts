import { outcomeBatch } from '#lib/domain/work'
import { storeOutcomes } from '#lib/submissions/store-outcomes'
import { answerPush, type SliceParams } from '../../../answer-worker'

/** A worker delivers the outcomes of one batch of items. */
export function POST(request: Request, context: SliceParams): Promise<Response> {
  return answerPush(request, context, outcomeBatch, storeOutcomes)
}
