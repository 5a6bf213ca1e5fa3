import { RowReader, readTensor } from '#workers/safetensors/read-rows'
import type { StoredTensor } from '#workers/safetensors/tensor-directory'
import { openTokenizer } from '#workers/text/tokenizer'
import { checkRunnable } from './compile-checkpoint'
import { compileEncoder, type PreparedEncoder } from './compile-encoder'
import { digestCheckpoint } from './digest'
import type { ImageEncoder } from './encoder'
import { LoadedEncoder } from './loaded-encoder'
import type { OpenOptions } from './open-checkpoint'
import { threadsFor } from './open-parts'
import { openSession, type SessionOptions, tryProvider } from './session'
import { TextEmbedder } from './text-embedder'

/**
 * Compiles the Hugging Face directory of an image encoder and builds its sessions.
 * @throws Refusal: see `compileEncoder` and `tryProvider`.
 */
export async function openEncoder(
  directory: string,
  settings: Pick<OpenOptions, 'provider' | 'precision' | 'threads' | 'digestMemory'>,
): Promise<ImageEncoder> {
  const { provider, precision = 'fp32' } = settings
  await tryProvider(provider, precision)
  const dialect = { provider, precision }
  const prepared = compileEncoder(directory, dialect)
  checkRunnable(prepared)
  const { compiled, tensors, shape, scale, bias } = prepared
  const options = { provider, threads: settings.threads ?? threadsFor(shape) }
  const number = (tensor: StoredTensor | null) =>
    (tensor ? readTensor(tensors.folder, tensor)[0] : undefined) ?? 0
  const digest = await digestCheckpoint(directory, tensors.files, settings.digestMemory)
  const text = await openTextEmbedder(prepared, options)
  return new LoadedEncoder({
    digest,
    shape,
    dialect,
    compiled,
    image: await openSession(prepared.image, tensors.folder, options),
    text,
    scale: number(scale),
    bias: number(bias),
  })
}

async function openTextEmbedder(
  { files, text, tensors }: PreparedEncoder,
  options: SessionOptions,
): Promise<TextEmbedder | null> {
  if (!text) return null
  const tokenizer = openTokenizer(files.tokenizer, files.tokenizerConfig, files)
  const session = await openSession(text.graph, tensors.folder, options)
  return new TextEmbedder(session, text.tower, tokenizer, new RowReader(tensors.folder, text.embedding))
}
