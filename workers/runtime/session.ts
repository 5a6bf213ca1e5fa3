import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node'
import { Refusal } from '#lib/domain/refusal'
import { GraphBuilder } from '#workers/onnx/graph-builder'
import { type Graph, writeModel } from '#workers/onnx/messages'

/** Execution providers a caller may ask for. Only `cpu` has run; the others are refused with the reason. */
export const providers = ['cpu', 'webgpu', 'cuda'] as const
export type Provider = (typeof providers)[number]

/** @throws Refusal `provider-unavailable`: a provider is never replaced by another one silently. */
export function checkProvider(provider: Provider): void {
  if (provider === 'cpu') return
  const bundled = listSupportedBackends().map(backend => backend.name)
  const reason = bundled.includes(provider)
    ? `the compiler has no ${provider} dialect yet`
    : `this build of onnxruntime-node has only ${bundled.join(', ')}`
  throw new Refusal('provider-unavailable', `provider ${provider} cannot be used: ${reason}`)
}

/** Runs a graph of one operator. @throws Refusal `provider-unavailable`, or what the runtime says. */
export async function tryProvider(provider: Provider): Promise<void> {
  checkProvider(provider)
  const graph = new GraphBuilder('try')
  const input = graph.input('x', 'F32', [1])
  graph.output(graph.op('Add', [input, input]), 'F32', [1])
  const session = await openSession(graph.build(), '.', 1)
  const outputs = await session.run({ x: new Tensor('float32', [21], [1]) })
  await session.release()
  const [sum] = Object.values(outputs).map(output => output.data.toString())
  if (sum !== '42') throw new Error(`the runtime adds 21 and 21 to ${sum}`)
}

/** A session over a graph whose weights stay in the checkpoint's own files. @param threads intra-op threads. */
export async function openSession(
  graph: Graph,
  directory: string,
  threads: number,
): Promise<InferenceSession> {
  return InferenceSession.create(writeModel(graph), {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    extra: {
      session: {
        model_external_initializers_file_folder_path: directory,
        // Threads that spin between operators take the cores away from everything else on a shared machine.
        intra_op: { allow_spinning: '0' },
      },
    },
  })
}
