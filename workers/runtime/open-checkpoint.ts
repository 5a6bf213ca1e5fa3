import { availableParallelism } from 'node:os'
import type { CheckpointShape } from '#lib/domain/checkpoint'
import { RowReader } from '#workers/safetensors/read-rows'
import { openChatTemplate } from '#workers/text/chat-template'
import { openTokenizer } from '#workers/text/tokenizer'
import type { Checkpoint } from './checkpoint'
import { checkRunnable, compileCheckpoint } from './compile-checkpoint'
import { Decoder } from './decoder'
import { digestCheckpoint } from './digest'
import { LoadedCheckpoint } from './loaded-checkpoint'
import { checkProvider, openSession, type Provider } from './session'

export interface OpenOptions {
  readonly provider: Provider
  /** Intra-op threads of every session; null: chosen by the checkpoint's size. */
  readonly threads: number | null
}

/**
 * Compiles a Hugging Face directory and builds its sessions. Nothing is written and no weight is copied.
 * @throws Refusal: see `compileCheckpoint` and `checkProvider`.
 */
export async function openCheckpoint(directory: string, settings: OpenOptions): Promise<Checkpoint> {
  checkProvider(settings.provider)
  const prepared = compileCheckpoint(directory)
  checkRunnable(prepared)
  const { files, compiled, tensors, shape } = prepared
  const tokenizer = openTokenizer(files.tokenizer, files.tokenizerConfig)
  const chatTemplate = openChatTemplate({
    jinja: files.jinja,
    json: [files.chatTemplate, files.processor, files.tokenizerConfig],
  })
  const threads = settings.threads ?? threadsFor(shape)
  const digest = await digestCheckpoint(directory, tensors.files)
  const vision = await openSession(prepared.vision, directory, threads)
  const decoder = await openSession(prepared.decoder, directory, threads)
  const embeddings = new RowReader(directory, prepared.embedding)
  return new LoadedCheckpoint({
    digest,
    shape,
    compiled,
    vision,
    decoder: new Decoder(decoder, compiled.decoder),
    embeddings,
    tokenizer,
    chatTemplate,
    async release() {
      embeddings.close()
      await vision.release()
      await decoder.release()
    },
  })
}

/** Below this many parameters a matrix product is over before a second thread has woken up. */
const smallCheckpoint = 50e6

function threadsFor({ parameters }: CheckpointShape): number {
  return parameters < smallCheckpoint ? 1 : availableParallelism()
}
