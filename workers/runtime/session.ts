import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node'
import { Refusal } from '#lib/domain/refusal'
import type { Provider } from '#workers/compiler/dialect'
import { GraphBuilder } from '#workers/onnx/graph-builder'
import { type Graph, writeModel } from '#workers/onnx/messages'

/** @throws Refusal `provider-unavailable`: a provider is never replaced by another one silently. */
export function checkProvider(provider: Provider): void {
  if (provider === 'cpu') return
  const found = listSupportedBackends().find(backend => backend.name === provider)
  if (!found)
    throw new Refusal(
      'provider-unavailable',
      `provider ${provider} cannot be used: this build of onnxruntime-node does not have it`,
    )
}

/** Runs a graph of one operator. @throws Refusal `provider-unavailable`, or what the runtime says. */
export async function tryProvider(provider: Provider): Promise<void> {
  checkProvider(provider)
  const graph = new GraphBuilder('try')
  const input = graph.input('x', 'F32', [1])
  graph.output(graph.op('Add', [input, input]), 'F32', [1])
  const session = await openSession(graph.build(), '.', { provider, threads: 1 })
  const outputs = await session.run({ x: new Tensor('float32', [21], [1]) })
  await session.release()
  const [sum] = Object.values(outputs).map(output => output.data.toString())
  if (sum !== '42') throw new Error(`the runtime adds 21 and 21 to ${sum}`)
}

export interface SessionOptions {
  readonly provider: Provider
  /** Intra-op threads. */
  readonly threads: number
  /** Where the time of every operator is written when the session is released: a path without an ending. */
  readonly profile?: string
}

/**
 * A session over a graph whose weights stay in the checkpoint's own files below `folder`.
 * @throws Refusal `provider-unavailable` with the runtime's reason where the provider cannot be set up.
 */
export async function openSession(
  graph: Graph,
  folder: string,
  { provider, threads, profile }: SessionOptions,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(writeModel(graph), {
      executionProviders: [provider],
      graphOptimizationLevel: 'all',
      // Errors only: it warns at every run that it guessed a shape wrong which it could not know.
      logSeverityLevel: 3,
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
      extra: {
        session: {
          model_external_initializers_file_folder_path: folder,
          // Threads that spin between operators take the cores away from everything else on a shared machine.
          intra_op: { allow_spinning: '0' },
        },
      },
    })
  } catch (error) {
    if (provider === 'cpu') throw error
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n')
    throw new Refusal('provider-unavailable', `provider ${provider} cannot be used: ${reason}`, {
      cause: error,
    })
  }
}

export function outputOf(outputs: InferenceSession.OnnxValueMapType, name: string): Tensor {
  const output = outputs[name]
  if (!(output instanceof Tensor)) throw new Error(`the graph has no output ${name}`)
  return output
}

export function floats(tensor: Tensor): Float32Array {
  if (!(tensor.data instanceof Float32Array))
    throw new Error(`a ${tensor.type} tensor where float32 was authored`)
  return tensor.data
}
