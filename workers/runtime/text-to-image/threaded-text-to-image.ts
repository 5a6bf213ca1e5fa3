import { Worker } from 'node:worker_threads'
import type {
  NoPicture,
  SynthesisRequest,
  SynthesizedImage,
  Synthesizer,
  SynthesizerIdentity,
} from '#lib/domain/synthesizer'
import { receiveError, type SentError } from '../thread-messages'
import type { TextToImageOptions } from './open-text-to-image'

/** What the thread is started with. */
export interface SynthesizerTask {
  readonly directory: string
  readonly settings: TextToImageOptions
}

/** A call that waits for its reply; one without a request closes the synthesizer. */
export interface SynthesizerCall {
  readonly call: number
  readonly request: SynthesisRequest | null
}

type Drawn = SynthesizedImage | NoPicture

export type SynthesizerReply =
  | { readonly opened: SynthesizerIdentity }
  | { readonly call: number; readonly value: Drawn | null }
  | { readonly call: number | null; readonly error: SentError }

interface Waiting {
  resolve(value: Drawn | null): void
  reject(error: Error): void
}

/**
 * Opens a text-to-image pipeline in a thread of its own: one step of a large UNet takes seconds, and heartbeats, uploads
 * and progress go on meanwhile. @throws Refusal: see `openTextToImage`.
 */
export async function openThreadedTextToImage(
  directory: string,
  settings: TextToImageOptions,
): Promise<Synthesizer> {
  const task: SynthesizerTask = { directory, settings }
  const worker = new Worker(new URL('./synthesizer-thread.ts', import.meta.url), {
    workerData: task,
    execArgv: ['--import', 'tsx'],
  })
  const waiting = new Map<number, Waiting>()
  let calls = 0
  let ended: Error | null = null
  /** A thread that dies takes its calls with it: they fail, and so do those that come later. */
  const end = (error: Error) => {
    ended ??= error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const identity = await new Promise<SynthesizerIdentity>((resolve, reject) => {
    worker.on('message', (reply: SynthesizerReply) => {
      if ('opened' in reply) return resolve(reply.opened)
      if (reply.call === null) return 'error' in reply && reject(receiveError(reply.error))
      const one = waiting.get(reply.call)
      waiting.delete(reply.call)
      if ('error' in reply) one?.reject(receiveError(reply.error))
      else one?.resolve(reply.value)
    })
    worker.on('error', error => {
      end(error instanceof Error ? error : new Error(String(error)))
      reject(error)
    })
    worker.on('exit', code => {
      end(new Error(`the synthesizer's thread ended with code ${code}`))
      if (ended) reject(ended)
    })
  })

  function call(request: SynthesisRequest | null): Promise<Drawn | null> {
    if (ended) return Promise.reject(ended)
    calls += 1
    const message: SynthesizerCall = { call: calls, request }
    return new Promise((resolve, reject) => {
      waiting.set(message.call, { resolve, reject })
      worker.postMessage(message)
    })
  }

  return {
    identity,
    async synthesize(request) {
      const drawn = await call(request)
      if (drawn === null) throw new Error('the thread answered out of turn')
      return drawn
    },
    async close() {
      if (ended) return
      await call(null)
      ended = new Error('the synthesizer is closed')
      await worker.terminate()
    },
  }
}
