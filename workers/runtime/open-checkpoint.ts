import { availableParallelism } from 'node:os'
import type { CheckpointShape } from '#lib/domain/checkpoint'
import type { Taps } from '#workers/compiler/author-decoder'
import type { Precision, Provider } from '#workers/compiler/dialect'
import { RowReader, readTensor } from '#workers/safetensors/read-rows'
import type { Checkpoint } from './checkpoint'
import { checkRunnable, compileCheckpoint } from './compile-checkpoint'
import { digestCheckpoint } from './digest'
import { LoadedCheckpoint } from './loaded-checkpoint'
import { openDecoder, openVision } from './open-parts'
import { openText } from './open-text'
import { checkProvider } from './session'

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
}

/**
 * Compiles a Hugging Face directory and builds its sessions. Nothing is written and no weight is copied.
 * @throws Refusal: see `compileCheckpoint` and `checkProvider`.
 */
export async function openCheckpoint(directory: string, settings: OpenOptions): Promise<Checkpoint> {
  const { provider, precision = 'fp32', layersPerSession = null, taps = 'none' } = settings
  checkProvider(provider)
  const dialect = { provider, precision }
  const prepared = compileCheckpoint(directory, { dialect, layersPerSession, taps })
  checkRunnable(prepared)
  const { files, compiled, tensors, shape } = prepared
  const { tokenizer, chatTemplate } = openText(files)
  const options = { provider, threads: settings.threads ?? threadsFor(shape) }
  const digest = await digestCheckpoint(directory, tensors.files, settings.digestMemory)
  const vision = await openVision(prepared, options)
  const decoder = await openDecoder(prepared.decoder, tensors.folder, compiled.language, taps, options)
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

/** Below this many parameters a matrix product is over before a second thread has woken up. */
const smallCheckpoint = 50e6

function threadsFor({ parameters }: CheckpointShape): number {
  return parameters < smallCheckpoint ? 1 : availableParallelism()
}
