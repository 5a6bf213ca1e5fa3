import { openDatabase } from '#lib/db/database'
import { listResponseKeys } from '#lib/db/queries/list-response-keys'
import { Refusal } from '#lib/domain/refusal'
import { getArtifact } from '#lib/submissions/artifacts'
import { answer } from '../../../answer'

/**
 * Every answer of a complete run as gzipped JSON lines, one an item and condition: what was asked, what was said,
 * how it was read and scored. The stored batches are gzip members, which one after another are a gzip file.
 */
export function GET(_request: Request, { params }: { params: Promise<{ run: string }> }): Promise<Response> {
  return answer(async () => {
    const { run } = await params
    const keys = await listResponseKeys(await openDatabase(), run)
    if (keys.length === 0) throw new Refusal('not-found', `there is no complete run ${run}`)
    const waiting = keys[Symbol.iterator]()
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const next = waiting.next()
        if (next.done) controller.close()
        else controller.enqueue(await getArtifact(next.value))
      },
    })
    return new Response(body, {
      headers: {
        'content-type': 'application/gzip',
        'content-disposition': `attachment; filename="responses-${run}.jsonl.gz"`,
      },
    })
  })
}
