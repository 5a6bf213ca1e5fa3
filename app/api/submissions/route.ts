import { openDatabase } from '#lib/db/database'
import { submissionRequest } from '#lib/domain/submission'
import { requireLocalHost } from '#lib/submissions/local-owner'
import { submit } from '#lib/submissions/submit'
import { answer, readBody } from '../answer'

/** Takes a submission; answers with its status. */
export function POST(request: Request): Promise<Response> {
  return answer(async () => {
    requireLocalHost(request.headers.get('host'))
    const body = await readBody(request, submissionRequest)
    return Response.json(await submit(await openDatabase(), body), { status: 201 })
  })
}
