import type { Taps } from '#workers/compiler/author-decoder'
import type { Precision, Provider } from '#workers/compiler/dialect'
import { RowReader, readTensor } from '#workers/safetensors/read-rows'
import type { Checkpoint } from './checkpoint'
import { checkRunnable, compileCheckpoint } from './compile-checkpoint'
import { digestCheckpoint } from './digest'
import { LoadedCheckpoint } from './loaded-checkpoint'
import { openLanguage, openVision, threadsFor } from './open-parts'
import { openText } from './open-text'
import { tryProvider } from './session'

export interface OpenOptions {
  readonly provider: Provider
  /** fp32 where absent. */
  readonly precision?: Precision
  /** Intra-op threads of every session; null: chosen by the checkpoint's size. */
  readonly threads: number | null
  /** Layers a session holds: a run can be resumed at their borders. Chosen by the checkpoint's size where absent. */
  readonly layersPerSession?: number
  /** A folder that remembers the hashes of large files, see `digestCheckpoint`. */
  readonly digestMemory?: string
  /** Hidden states that can be read; none where absent. */
  readonly taps?: Taps
  /** Whether tokens are decoded inside one graph, see `Dialect`. */
  readonly loop?: boolean
}

/**
 * Compiles a Hugging Face directory and builds its sessions. Nothing is written and no weight is copied.
 * @throws Refusal: see `compileCheckpoint` and `tryProvider`.
 */
export async function openCheckpoint(directory: string, settings: OpenOptions): Promise<Checkpoint> {
  const { provider, precision = 'fp32', layersPerSession = null, taps = 'none', loop } = settings
  await tryProvider(provider, precision)
  const dialect = { provider, precision, ...(loop === undefined ? {} : { loop }) }
  const prepared = compileCheckpoint(directory, { dialect, layersPerSession, taps })
  checkRunnable(prepared)
  const { files, compiled, tensors, shape } = prepared
  const { tokenizer, chatTemplate } = openText(files)
  const options = { provider, threads: settings.threads ?? threadsFor(shape) }
  const digest = await digestCheckpoint(directory, tensors.files, settings.digestMemory)
  const decoder = await openLanguage(
    prepared.decoder,
    tensors.folder,
    compiled.language,
    dialect,
    taps,
    options,
  )
  const vision = await openVision(prepared, options)
  const embeddings = new RowReader(tensors.folder, prepared.embedding)
  return new LoadedCheckpoint({
    digest,
    shape,
    dialect,
    compiled,
    vision,
    decoder,
    newline: prepared.newline && readTensor(tensors.folder, prepared.newline),
    embeddings,
    tokenizer,
    chatTemplate,
    tapped: taps === 'pooled',
    async release() {
      embeddings.close()
      await vision.release()
      await decoder.release()
    },
  })
}
