import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'

/** A call that came; a picture that is fetched has no body. */
export interface Asked {
  readonly path: string
  readonly authorization: string | undefined
  readonly body: Readonly<Record<string, unknown>>
}

export type FakeAnswer =
  /** One entry of `data`. */
  | { readonly data: Readonly<Record<string, unknown>> }
  | { readonly status: number; readonly headers?: Record<string, string>; readonly error?: object | string }
  /** A body that is sent as it is. */
  | { readonly body: string | Uint8Array }
  | { readonly reset: true }
  | { readonly silent: true }

export interface FakeImages {
  readonly url: string
  /** POSTs. */
  readonly asked: Asked[]
  /** GETs. */
  readonly fetched: Asked[]
  /** Most POSTs that were under way at once. */
  peak: number
  /** @param call from 0. */
  answer: (asked: Asked, call: number) => FakeAnswer | Promise<FakeAnswer>
  /** What a GET answers. */
  picture: (path: string) => FakeAnswer
  close(): Promise<void>
}

const bodyShape = z.record(z.string(), z.unknown())

/** An images endpoint on this machine that behaves as it is told. */
export async function startFakeImages(): Promise<FakeImages> {
  let underWay = 0
  const images: Omit<FakeImages, 'url' | 'close'> = {
    asked: [],
    fetched: [],
    peak: 0,
    answer: () => ({ status: 500 }),
    picture: () => ({ status: 404 }),
  }
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { authorization } = request.headers
    const path = request.url ?? ''
    if (request.method === 'GET') {
      images.fetched.push({ path, authorization, body: {} })
      send(response, images.picture(path))
      return
    }
    underWay += 1
    images.peak = Math.max(images.peak, underWay)
    response.once('close', () => {
      underWay -= 1
    })
    const call = { path, authorization, body: bodyShape.parse(JSON.parse(await bodyOf(request))) }
    send(response, await images.answer(call, images.asked.push(call) - 1))
  }
  const server = createServer((request, response) => {
    handle(request, response).catch(error => response.writeHead(418).end(String(error)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = z.object({ port: z.int() }).parse(server.address())
  return Object.assign(images, {
    url: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

function send(response: ServerResponse, answer: FakeAnswer): void {
  if ('data' in answer) response.end(JSON.stringify({ created: 1, data: [answer.data] }))
  else if ('body' in answer) response.end(answer.body)
  else if ('reset' in answer) response.destroy()
  else if ('status' in answer) {
    response.writeHead(answer.status, answer.headers)
    response.end(answer.error === undefined ? '' : JSON.stringify({ error: answer.error }))
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
