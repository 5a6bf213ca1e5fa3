import { env, InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node'
import { Refusal } from '#lib/domain/refusal'
import { computeType, type Precision, type Provider } from '#workers/compiler/dialect'
import { GraphBuilder } from '#workers/onnx/graph-builder'
import { dataTypes, type Graph, writeModel } from '#workers/onnx/messages'

// What the runtime throws it also writes to the console.
env.logLevel = 'fatal'

/**
 * Runs a graph of one operator, all of it on the provider: one is never replaced by another silently, and the runtime
 * puts what a provider does not have on the CPU. @throws Refusal `provider-unavailable` with the runtime's reason.
 */
export async function tryProvider(provider: Provider, precision: Precision = 'fp32'): Promise<void> {
  const found = listSupportedBackends().some(backend => backend.name === provider)
  if (!found) throw unavailable(provider, 'this build of onnxruntime-node does not have it')
  const graph = new GraphBuilder('try')
  const type = computeType({ provider, precision })
  const input = graph.op('Cast', [graph.input('x', 'F32', [1])], { to: dataTypes[type] })
  const sum = graph.op('Cast', [graph.op('Add', [input, input])], { to: dataTypes.F32 })
  graph.output(sum, 'F32', [1])
  try {
    const session = await openSession(graph.build(), '.', {
      provider,
      threads: 1,
      wholly: provider !== 'cpu',
    })
    const outputs = await session.run({ x: new Tensor('float32', [21], [1]) })
    await session.release()
    const [answer] = floats(outputOf(outputs, sum))
    if (answer !== 42) throw new Error(`it adds 21 and 21 to ${answer}`)
  } catch (error) {
    throw error instanceof Refusal ? error : unavailable(`${provider} in ${precision}`, error)
  }
}

/** A session, as much of it as is used. */
export interface Runner {
  run(feeds: InferenceSession.FeedsType): Promise<InferenceSession.ReturnType>
  release(): Promise<void>
}

export interface SessionOptions {
  readonly provider: Provider
  /** Intra-op threads. */
  readonly threads: number
  /** Where the time of every operator is written when the session is released: a path without an ending. */
  readonly profile?: string
  /** Whether a session keeps the memory of its activations between runs; each has its own. Left out: it does. */
  readonly arena?: boolean
  /** Refuse rather than leave an operator to the CPU. Real graphs do: it computes their shapes. */
  readonly wholly?: boolean
}

/**
 * A session over a graph whose weights stay in the checkpoint's own files below `folder`.
 * @throws Refusal `provider-unavailable` with the runtime's reason where the provider cannot be set up.
 */
export async function openSession(
  graph: Graph,
  folder: string,
  { provider, threads, profile, arena = true, wholly = false }: SessionOptions,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(writeModel(graph), {
      executionProviders: [provider],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 4,
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      enableCpuMemArena: arena,
      ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
      extra: {
        session: {
          model_external_initializers_file_folder_path: folder,
          ...(wholly ? { disable_cpu_ep_fallback: '1' } : {}),
          // Threads that spin between operators take the cores away from everything else on a shared machine.
          intra_op: { allow_spinning: '0' },
        },
      },
    })
  } catch (error) {
    if (provider === 'cpu') throw error
    throw unavailable(provider, error)
  }
}

/** @param reason the runtime's, of which the first line counts, less the place in its source. */
function unavailable(what: string, reason: unknown): Refusal {
  const [line = ''] = (reason instanceof Error ? reason.message : String(reason)).split('\n')
  const said = line.replace(/^.*\bwas false\. /, '')
  return new Refusal('provider-unavailable', `provider ${what} cannot be used: ${said}`, { cause: reason })
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
