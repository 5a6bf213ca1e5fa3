import { reductionPush } from '#lib/domain/work'
import { storeReduction } from '#lib/submissions/store-reduction'
import { answerPush, type SliceParams } from '../../../answer-worker'

/** A worker delivers what the features of a benchmark's items were reduced to. */
export function POST(request: Request, context: SliceParams): Promise<Response> {
  return answerPush(request, context, reductionPush, storeReduction)
}
