import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import type { RgbImage } from '#lib/domain/rgb-image'
import { decodeImage } from '#workers/image/decode'

const part = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('image_url'), image_url: z.strictObject({ url: z.string() }) }),
  z.strictObject({ type: z.literal('text'), text: z.string() }),
])
/** Anything else that is sent breaks the test. */
const body = z.strictObject({
  model: z.string(),
  temperature: z.number(),
  messages: z.tuple([
    z.strictObject({ role: z.literal('user'), content: z.union([z.string(), z.array(part)]) }),
  ]),
  max_tokens: z.int().optional(),
  max_completion_tokens: z.int().optional(),
  stop: z.array(z.string()).optional(),
  logprobs: z.literal(true).optional(),
  top_logprobs: z.int().optional(),
})

/** A question that came. */
export interface Asked extends z.infer<typeof body> {
  readonly path: string
  readonly authorization: string | undefined
  /** What it shows, in order. */
  readonly pictures: readonly RgbImage[]
  readonly text: string
}

/** An answer, or how it goes wrong. */
export type FakeAnswer =
  | string
  | {
      readonly text: string | null
      readonly finishReason?: string
      readonly refusal?: string
      /** Log-probabilities of the first token, where they are asked for. */
      readonly first?: Readonly<Record<string, number>>
      readonly model?: string
      readonly fingerprint?: string
    }
  | {
      readonly status: number
      readonly headers?: Record<string, string>
      readonly error?: object | string
      /** In place of `{ error }`. */
      readonly body?: object
    }
  /** A body that is sent as it is. */
  | { readonly raw: string }
  | { readonly reset: true }
  | { readonly silent: true }

export interface FakeChat {
  readonly url: string
  /** Questions that came, the two that every model is opened with included. */
  readonly asked: Asked[]
  /** Most calls that were under way at once. */
  peak: number
  /** Null: not told. */
  model: string | null
  fingerprint: string | null
  usage: { readonly prompt_tokens: number; readonly completion_tokens: number } | null
  /** @param call from 0. */
  answer: (asked: Asked, call: number) => FakeAnswer | Promise<FakeAnswer>
  close(): Promise<void>
}

/** A chat endpoint on this machine that sees pictures and behaves as it is told. */
export async function startFakeChat(): Promise<FakeChat> {
  let underWay = 0
  const chat: Omit<FakeChat, 'url' | 'close'> = {
    asked: [],
    peak: 0,
    model: 'seer-2026-01-01',
    fingerprint: 'fp_1',
    usage: { prompt_tokens: 100, completion_tokens: 2 },
    answer: () => 'well',
  }
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    underWay += 1
    chat.peak = Math.max(chat.peak, underWay)
    response.once('close', () => {
      underWay -= 1
    })
    const asked = await readQuestion(request)
    const answer = await chat.answer(asked, chat.asked.push(asked) - 1)
    respond(response, typeof answer === 'string' ? { text: answer } : answer, asked, chat)
  }
  const server = createServer((request, response) => {
    handle(request, response).catch(error => response.writeHead(418).end(String(error)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = z.object({ port: z.int() }).parse(server.address())
  return Object.assign(chat, {
    url: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

async function readQuestion(request: IncomingMessage): Promise<Asked> {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const sent = body.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')))
  const { content } = sent.messages[0]
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content
  const links = parts.flatMap(one => (one.type === 'image_url' ? [one.image_url.url] : []))
  const pictures = links.map(link => {
    const [, base64 = ''] = link.split('data:image/png;base64,')
    return decodeImage(Buffer.from(base64, 'base64'))
  })
  return {
    ...sent,
    path: request.url ?? '',
    authorization: request.headers.authorization,
    pictures: await Promise.all(pictures),
    text: parts.flatMap(one => (one.type === 'text' ? [one.text] : [])).join('\n'),
  }
}

function respond(
  response: ServerResponse,
  answer: Exclude<FakeAnswer, string>,
  { top_logprobs: top = 0 }: Asked,
  { model, fingerprint, usage }: Pick<FakeChat, 'model' | 'fingerprint' | 'usage'>,
): void {
  if ('raw' in answer) response.end(answer.raw)
  else if ('reset' in answer) response.destroy()
  else if ('status' in answer) {
    const { status, headers, error } = answer
    response.writeHead(status, headers)
    response.end(JSON.stringify(answer.body ?? (error === undefined ? {} : { error })))
  } else if ('text' in answer) {
    const first = Object.entries(answer.first ?? {}).slice(0, top)
    const likely = first.map(([token, logprob]) => ({ token, logprob, bytes: [...Buffer.from(token)] }))
    const told = {
      model: answer.model ?? model ?? undefined,
      system_fingerprint: answer.fingerprint ?? fingerprint ?? undefined,
      usage: usage ?? undefined,
    }
    const choice = {
      index: 0,
      finish_reason: answer.finishReason ?? 'stop',
      message: { role: 'assistant', content: answer.text, refusal: answer.refusal ?? null },
      logprobs: answer.first && top > 0 ? { content: [{ ...likely[0], top_logprobs: likely }] } : null,
    }
    response.end(JSON.stringify({ ...told, choices: [choice] }))
  }
}
