import { Refusal } from '#lib/domain/refusal'
import { RowReader } from '#workers/safetensors/read-rows'
import { openChatTemplate } from '#workers/text/chat-template'
import { openTokenizer } from '#workers/text/tokenizer'
import { checkRunnable, compileCheckpoint } from './compile-checkpoint'
import { Decoder } from './decoder'
import { digestCheckpoint } from './digest'
import { LoadedCheckpoint } from './loaded-checkpoint'
import { checkProvider, openSession, type Provider } from './session'

export interface OpenOptions {
  readonly provider: Provider
  /** Intra-op threads of every session. */
  readonly threads: number
}

/**
 * Compiles a Hugging Face directory and builds its sessions. Nothing is written and no weight is copied.
 * @throws Refusal: see `compileCheckpoint` and `checkProvider`.
 */
export async function openCheckpoint(
  directory: string,
  { provider, threads }: OpenOptions,
): Promise<LoadedCheckpoint> {
  checkProvider(provider)
  const prepared = compileCheckpoint(directory)
  checkRunnable(prepared)
  const { compiled, tensors, shape } = prepared
  const tokenizer = openTokenizer(directory)
  const chatTemplate = openChatTemplate(directory)
  const table = [...tensors.tensors.values()].find(tensor => tensor.name.endsWith('embed_tokens.weight'))
  if (!table) throw new Refusal('missing-tensor', `the checkpoint has no tensor ${compiled.embedding}`)
  const digest = await digestCheckpoint(directory, tensors.files)
  const vision = await openSession(prepared.vision, directory, threads)
  const decoder = await openSession(prepared.decoder, directory, threads)
  const embeddings = new RowReader(directory, table)
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
