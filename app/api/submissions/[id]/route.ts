import { openDatabase } from '#lib/db/database'
import { Refusal } from '#lib/domain/refusal'
import { readStatus } from '#lib/submissions/read-status'
import { answer } from '../../answer'

/** How far a submission has come. */
export function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return answer(async () => {
    const { id } = await params
    const status = await readStatus(await openDatabase(), id)
    if (!status) throw new Refusal('not-found', `there is no submission ${id}`)
    return Response.json(status)
  })
}
