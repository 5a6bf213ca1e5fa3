import type { ZodType } from 'zod'
import { Refusal, type RefusalReason } from '#lib/domain/refusal'

/** Bodies above this many bytes are not read. */
const longestBody = 32 * 1024 * 1024

const statuses: Partial<Record<RefusalReason, number>> = {
  unauthorized: 401,
  'not-found': 404,
  'stale-attempt': 409,
  'quota-exceeded': 429,
}

/** Answers a request; a refusal becomes its JSON, anything else is logged and becomes a 500 that says nothing. */
export async function answer(respond: () => Promise<Response>): Promise<Response> {
  try {
    return await respond()
  } catch (error) {
    if (error instanceof Refusal)
      return errorResponse(statuses[error.reason] ?? 422, error.reason, error.message)
    console.error(error)
    return errorResponse(500, 'internal', 'the portal failed; the request may be tried again')
  }
}

/** The JSON body of a request. @throws Refusal `bad-request` naming the field. */
export async function readBody<T>(request: Request, schema: ZodType<T>): Promise<T> {
  if (!request.headers.get('content-type')?.startsWith('application/json'))
    throw new Refusal('bad-request', 'the body must be sent as application/json')
  const length = Number(request.headers.get('content-length') ?? 0)
  if (length > longestBody)
    throw new Refusal('bad-request', `the body has ${length} bytes; at most ${longestBody} are read`)
  const json: unknown = await request.json().catch(error => {
    throw new Refusal('bad-request', 'the body is not JSON', { cause: error })
  })
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Refusal('bad-request', `${issue?.path.join('.') || 'the body'}: ${issue?.message}`)
}

function errorResponse(status: number, reason: string, message: string): Response {
  return Response.json({ error: { reason, message } }, { status })
}
