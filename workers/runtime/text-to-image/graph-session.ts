import { dirname } from 'node:path'
import { InferenceSession, type Tensor } from 'onnxruntime-node'
import { Refusal } from '#lib/domain/refusal'
import type { Provider } from '#workers/compiler/dialect'
import { floats, outputOf } from '../session'
import { openFloatPorts } from './float-ports'
import type { GraphFile } from './graph-file'

export interface GraphSessionOptions {
  readonly provider: Provider
  /** Intra-op threads. */
  readonly threads: number
}

/** A session over a graph that somebody else exported. */
export interface GraphSession {
  /** @param feeds by the file's names. @param wanted outputs by the file's names; only these are copied back, as fp32. */
  run(feeds: Readonly<Record<string, Tensor>>, wanted: readonly string[]): Promise<readonly GraphOutput[]>
  release(): Promise<void>
}

export interface GraphOutput {
  readonly values: Float32Array
  readonly dims: readonly number[]
}

/**
 * Opens a file from its path, so that the runtime finds the weights beside it under the names that it stores.
 * @throws Refusal `unsupported-config` or `provider-unavailable` with the runtime's reason.
 */
export async function openGraphSession(
  file: GraphFile,
  { provider, threads }: GraphSessionOptions,
): Promise<GraphSession> {
  const ports = openFloatPorts(file)
  const options = (folder: Readonly<Record<string, string>>): InferenceSession.SessionOptions => ({
    executionProviders: [provider],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Threads that spin between operators take the cores away from everything else on a shared machine.
    extra: { session: { ...folder, intra_op: { allow_spinning: '0' } } },
  })
  const beside = { model_external_initializers_file_folder_path: dirname(file.path) }
  try {
    const session = ports.bytes
      ? await InferenceSession.create(ports.bytes, options(beside))
      : await InferenceSession.create(file.path, options({}))
    return wrap(session, ports.nameOf)
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    const reason = provider === 'cpu' ? 'unsupported-config' : 'provider-unavailable'
    throw new Refusal(reason, `${file.name} cannot be loaded on ${provider}: ${line}`, { cause: error })
  }
}

function wrap(session: InferenceSession, nameOf: (port: string) => string): GraphSession {
  return {
    async run(feeds, wanted) {
      const named = Object.fromEntries(Object.entries(feeds).map(([port, tensor]) => [nameOf(port), tensor]))
      const outputs = await session.run(named, wanted.map(nameOf))
      return wanted.map(port => {
        const output = outputOf(outputs, nameOf(port))
        return { values: floats(output), dims: output.dims }
      })
    },
    release: () => session.release(),
  }
}

/** A session that is opened when it is first used. */
export interface SessionSlot {
  use<T>(work: (session: GraphSession) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** @param keep whether it stays open between uses, where memory allows. Uses never overlap. */
export function openSlot(open: () => Promise<GraphSession>, keep: boolean): SessionSlot {
  let kept: GraphSession | null = null
  const close = async () => {
    const session = kept
    kept = null
    await session?.release()
  }
  return {
    async use(work) {
      kept ??= await open()
      try {
        return await work(kept)
      } finally {
        if (!keep) await close()
      }
    },
    close,
  }
}
