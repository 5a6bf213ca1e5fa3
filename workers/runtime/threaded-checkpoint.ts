import { Worker } from 'node:worker_threads'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { ImageSize } from '#lib/domain/visual-tokens'
import type { CompiledCheckpoint } from '#workers/compiler/families/family'
import { familyOf, readModelFiles } from '#workers/compiler/read-config'
import type { Asked, Checkpoint, GenerateRequest, Question, ScoreRequest, TokenSpan } from './checkpoint'
import type { OpenOptions } from './open-checkpoint'
import {
  type Opened,
  receiveError,
  type ThreadMethod,
  type ThreadReply,
  type ThreadTask,
} from './thread-messages'

type Result<Method extends ThreadMethod> = Awaited<ReturnType<Checkpoint[Method]>>

interface Waiting {
  resolve(value: never): void
  reject(error: Error): void
}

/**
 * Opens a checkpoint in a thread of its own: one call of a session takes seconds on a large one, and heartbeats, uploads
 * and progress go on meanwhile. @throws Refusal: see `openCheckpoint`.
 */
export async function openThreadedCheckpoint(directory: string, settings: OpenOptions): Promise<Checkpoint> {
  const files = readModelFiles(directory)
  const { packing } = familyOf(files).compile(files)
  const task: ThreadTask = { directory, settings }
  const worker = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), {
    workerData: task,
    execArgv: ['--import', 'tsx'],
  })
  const opened = await new Promise<Opened>((resolve, reject) => {
    worker.once('message', (reply: ThreadReply) => {
      if ('opened' in reply) resolve(reply.opened)
      else reject('error' in reply ? receiveError(reply.error) : new Error('the thread answered out of turn'))
    })
    worker.once('error', reject)
    worker.once('exit', code => reject(new Error(`the checkpoint's thread ended with code ${code}`)))
  })
  return new ThreadedCheckpoint(worker, opened, packing)
}

class ThreadedCheckpoint implements Checkpoint {
  private readonly waiting = new Map<number, Waiting>()
  private calls = 0
  private ended: Error | null = null

  constructor(
    private readonly worker: Worker,
    private readonly opened: Opened,
    private readonly packing: CompiledCheckpoint['packing'],
  ) {
    worker.on('message', (reply: ThreadReply) => this.receive(reply))
    worker.on('error', error => this.end(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', code => this.end(new Error(`the checkpoint's thread ended with code ${code}`)))
  }

  get digest() {
    return this.opened.digest
  }

  get shape() {
    return this.opened.shape
  }

  get provider() {
    return this.opened.provider
  }

  get precision() {
    return this.opened.precision
  }

  get costs() {
    return this.opened.costs
  }

  visualTokenLayout(size: ImageSize, images = 1) {
    return this.packing(size, images).layout
  }

  towerPasses(size: ImageSize, images = 1) {
    return this.packing(size, images).tiles
  }

  promptOutline(question: Question, pictures: number) {
    return this.call('promptOutline', [question, pictures])
  }

  encodeImage(image: RgbImage, images?: number) {
    return this.call('encodeImage', [image, images])
  }

  generate(request: GenerateRequest) {
    return this.call('generate', [request])
  }

  generateAll(requests: readonly GenerateRequest[]) {
    return this.call('generateAll', [requests])
  }

  scoreContinuations(request: ScoreRequest) {
    return this.call('scoreContinuations', [request])
  }

  hiddenStates(asked: Asked, span: TokenSpan) {
    return this.call('hiddenStates', [asked, span])
  }

  async close() {
    if (this.ended) return
    await this.call('close', [])
    this.ended = new Error('the checkpoint is closed')
    await this.worker.terminate()
  }

  private call<Method extends ThreadMethod>(
    method: Method,
    args: Parameters<Checkpoint[Method]>,
  ): Promise<Result<Method>> {
    const { ended } = this
    if (ended) return Promise.reject(ended)
    this.calls += 1
    const call = this.calls
    return new Promise((resolve, reject) => {
      this.waiting.set(call, { resolve, reject })
      this.worker.postMessage({ call, method, args })
    })
  }

  private receive(reply: ThreadReply): void {
    if (!('call' in reply) || reply.call === null) return
    const waiting = this.waiting.get(reply.call)
    this.waiting.delete(reply.call)
    if ('error' in reply) waiting?.reject(receiveError(reply.error))
    // What the method of that call returned, on the other side: no type can follow it through the clone.
    else waiting?.resolve(reply.value as never)
  }

  /** A thread that dies takes its calls with it: they fail, and so do those that come later. */
  private end(error: Error): void {
    this.ended ??= error
    for (const { reject } of this.waiting.values()) reject(error)
    this.waiting.clear()
  }
}
