import { benchmarkById } from '#lib/benchmarks/index'
import { openDatabase } from '#lib/db/database'
import { listResponseKeys } from '#lib/db/queries/list-response-keys'
import { Refusal } from '#lib/domain/refusal'
import { exportResponse } from '#lib/leaderboard/export-response'
import { packResponses, readResponses } from '#lib/submissions/stored-responses'
import { answer } from '../../../answer'

/**
 * Every answer of a complete run as gzipped JSON lines, one an item and condition: what was asked where the licence of
 * the benchmark lets it leave, what was said, how it was read and scored. Each batch is a gzip member; members one
 * after another are a gzip file.
 */
export function GET(_request: Request, { params }: { params: Promise<{ run: string }> }): Promise<Response> {
  return answer(async () => {
    const { run } = await params
    const stored = await listResponseKeys(await openDatabase(), run)
    if (stored.length === 0) throw new Refusal('not-found', `there is no complete run ${run}`)
    const waiting = stored
      .map(({ key, benchmark }) => ({ key, benchmark: benchmarkById(benchmark) }))
      [Symbol.iterator]()
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const next = waiting.next()
        if (next.done) return controller.close()
        const { key, benchmark } = next.value
        const records = await readResponses(key)
        controller.enqueue(await packResponses(records.map(record => exportResponse(benchmark, record))))
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
