import type { Taps } from '#workers/compiler/author-decoder'
import type { Precision, Provider } from '#workers/compiler/dialect'
import { RowReader, readTensor } from '#workers/safetensors/read-rows'
import type { Checkpoint } from './checkpoint'
import { checkRunnable, compileCheckpoint, type PreparedCheckpoint } from './compile-checkpoint'
import { digestCheckpoint } from './digest'
import { checkpointCosts } from './engine-costs'
import { LoadedCheckpoint } from './loaded-checkpoint'
import { activationsStay } from './memory'
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
  const arena = keepsActivations(prepared)
  const decoder = await openLanguage(prepared.decoder, tensors.folder, compiled.language, dialect, taps, {
    ...options,
    arena,
  })
  const vision = await openVision(prepared, options)
  const embeddings = new RowReader(tensors.folder, prepared.embedding)
  return new LoadedCheckpoint({
    digest,
    shape,
    dialect,
    costs: checkpointCosts(prepared, { dialect, taps }),
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

/** In pixels: what is cut into tiles is cut into many. */
const largePicture = { width: 1344, height: 1008 }

/** Whether the sessions of the language model may keep the memory of a large picture's activations between runs. */
export function keepsActivations({ decoder, compiled }: PreparedCheckpoint): boolean {
  const graphs = decoder.map(({ graph }) => graph)
  return activationsStay(graphs, compiled.packing(largePicture, 1).layout.count)
}
