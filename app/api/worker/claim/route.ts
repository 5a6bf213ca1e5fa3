import { claimRequest } from '#lib/domain/work'
import { claimSlice } from '#lib/submissions/claim-slice'
import { answerWorker } from '../answer-worker'

/** Hands the next waiting slice to a worker. */
export function POST(request: Request): Promise<Response> {
  return answerWorker(request, claimRequest, async (database, queue, { worker }) => {
    const slice = await claimSlice(database, queue, worker)
    return slice ? Response.json(slice) : new Response(null, { status: 204 })
  })
}
