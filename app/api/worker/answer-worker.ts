import type { ZodType } from 'zod'
import { type Database, openDatabase } from '#lib/db/database'
import { authorizeWorker } from '#lib/submissions/authorize-worker'
import { openQueue, type SliceQueue } from '#lib/submissions/queue'
import { answer, readBody } from '../answer'

export interface SliceParams {
  readonly params: Promise<{ slice: string }>
}

/** Answers a worker that has shown its token. */
export function answerWorker<T>(
  request: Request,
  schema: ZodType<T>,
  respond: (database: Database, queue: SliceQueue, body: T) => Promise<Response>,
): Promise<Response> {
  return answer(async () => {
    const database = await openDatabase()
    await authorizeWorker(database, request.headers.get('authorization'))
    const body = await readBody(request, schema)
    return respond(database, await openQueue(), body)
  })
}

/** Answers a push about one slice: done, with nothing to say. */
export function answerPush<T>(
  request: Request,
  { params }: SliceParams,
  schema: ZodType<T>,
  record: (database: Database, queue: SliceQueue, slice: string, body: T) => Promise<void>,
): Promise<Response> {
  return answerWorker(request, schema, async (database, queue, body) => {
    await record(database, queue, (await params).slice, body)
    return new Response(null, { status: 204 })
  })
}
