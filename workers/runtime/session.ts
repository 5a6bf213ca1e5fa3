import { InferenceSession, listSupportedBackends } from 'onnxruntime-node'
import { Refusal } from '#lib/domain/refusal'
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
