import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'

const asked = z.object({
  model: z.string(),
  temperature: z.number(),
  max_tokens: z.int(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
})

/** A call that came. */
export interface Asked extends z.infer<typeof asked> {
  readonly path: string
  readonly authorization: string | undefined
}

/** How an answer goes wrong. */
export type Mishap =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly said?: string }
  /** A body that is sent as it is. */
  | { readonly body: string; readonly headers?: Record<string, string> }
  /** The connection breaks before anything is sent. */
  | { readonly reset: true }
  /** The connection breaks when the body says that more is to come. */
  | { readonly announced: number }
  /** Nothing is ever sent. */
  | { readonly silent: true }
  /** Spaces without an end. */
  | { readonly endless: true }

/** What is said, or how it goes wrong. */
export type FakeAnswer = string | Mishap | Promise<string>

export interface FakeJudge {
  readonly url: string
  readonly asked: Asked[]
  /** Bytes of bodies without an end that were sent. */
  endlessBytes: number
  /** Most calls that were under way at once. */
  peak: number
  /** The model that the answers name; null: they name none. */
  model: string | null
  /** Tokens that the answers name; null: they name none. */
  usage: { readonly prompt_tokens: number; readonly completion_tokens: number } | null
  /** @param call from 0. */
  answer: (asked: Asked, call: number) => FakeAnswer
  close(): Promise<void>
}

/** A chat endpoint on this machine that behaves as it is told. */
export async function startFakeJudge(): Promise<FakeJudge> {
  let underWay = 0
  const judge: Omit<FakeJudge, 'url' | 'close'> = {
    asked: [],
    endlessBytes: 0,
    peak: 0,
    model: 'judge-2026-01-01',
    usage: { prompt_tokens: 100, completion_tokens: 10 },
    answer: () => 'well',
  }
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    underWay += 1
    judge.peak = Math.max(judge.peak, underWay)
    response.once('close', () => {
      underWay -= 1
    })
    const { authorization } = request.headers
    const call = { ...asked.parse(JSON.parse(await bodyOf(request))), path: request.url ?? '', authorization }
    const answer = judge.answer(call, judge.asked.push(call) - 1)
    if (typeof answer === 'object' && 'endless' in answer) sendEndlessly(response)
    else if (typeof answer === 'object' && !('then' in answer)) misbehave(response, answer)
    else send(response, completion(await answer))
  }
  /** As fast as it is read, until nobody does. */
  const sendEndlessly = (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const spaces = Buffer.alloc(1 << 16, ' ')
    const more = () => {
      if (response.destroyed) return
      judge.endlessBytes += spaces.length
      if (response.write(spaces)) setImmediate(more)
      else response.once('drain', more)
    }
    more()
  }
  const completion = (text: string) =>
    JSON.stringify({
      ...(judge.model === null ? {} : { model: judge.model }),
      choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
      ...(judge.usage === null ? {} : { usage: judge.usage }),
    })
  const server = createServer((request, response) => {
    handle(request, response).catch(error => response.writeHead(400).end(String(error)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = z.object({ port: z.int() }).parse(server.address())
  return Object.assign(judge, {
    url: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

function misbehave(response: ServerResponse, mishap: Exclude<Mishap, { endless: true }>): void {
  if ('status' in mishap) {
    response.writeHead(mishap.status, mishap.headers)
    response.end(mishap.said === undefined ? '' : JSON.stringify({ error: { message: mishap.said } }))
  } else if ('body' in mishap) send(response, mishap.body, mishap.headers)
  else if ('reset' in mishap) response.destroy()
  else if ('announced' in mishap) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': mishap.announced })
    response.write('{"choices":[', () => response.destroy())
  }
}

function send(response: ServerResponse, body: string, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers })
  response.end(body)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
