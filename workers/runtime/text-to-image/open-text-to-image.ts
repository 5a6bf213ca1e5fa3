import { availableParallelism } from 'node:os'
import { env } from 'onnxruntime-node'
import { Refusal } from '#lib/domain/refusal'
import { type Synthesizer, seedRecipe } from '#lib/domain/synthesizer'
import { availableBytes } from '../memory'
import type { OpenOptions } from '../open-checkpoint'
import { tryProvider } from '../session'
import type { GraphFile } from './graph-file'
import { openGraphSession, openSlot } from './graph-session'
import { openPainter } from './painter'
import { hashPipeline, storedBytes } from './pipeline-files'
import { latentShapeOf, type Pipeline, readPipeline } from './read-pipeline'
import { activationBytes, checkActivations, sessionsStay } from './residency'

export type TextToImageOptions = Pick<OpenOptions, 'provider' | 'threads' | 'digestMemory'> & {
  /** Refused where the UNet was made for another number. Absent: as many as it was made for. */
  readonly steps?: number
  /** 0 where absent; up to 1, which is the same computation: one pass a step, without guidance. */
  readonly guidance?: number
}

/** Below this many bytes a matrix product is over before a second thread has woken up. */
const smallUnet = 200e6

/**
 * Opens a local text-to-image pipeline, see `readPipeline`. The text encoders run on the CPU, so that every provider
 * draws from the same conditioning. Sessions are opened when the first picture is drawn.
 * @throws Refusal: see `readPipeline`, `tryProvider` and `sessionsStay`; `unsupported-config` for guidance.
 */
export async function openTextToImage(directory: string, settings: TextToImageOptions): Promise<Synthesizer> {
  const { provider, guidance = 0, steps = null, digestMemory = null } = settings
  if (!(guidance >= 0 && guidance <= 1))
    throw new Refusal(
      'unsupported-config',
      `a guidance of ${guidance} takes two passes a step, which distilled pipelines are not made for; at most 1`,
    )
  await tryProvider(provider)
  const pipeline = readPipeline(directory, steps)
  const { graphs, manifest, side } = pipeline
  const onCpu = provider === 'cpu'
  const bytesOf = (graph: GraphFile) => storedBytes(directory, graph)
  const threads = settings.threads ?? (bytesOf(graphs.unet) < smallUnet ? 1 : availableParallelism())
  const keep = sessionsStay(memoryOf(pipeline, onCpu), availableBytes())
  const slot = (graph: GraphFile, on = provider) =>
    openSlot(() => openGraphSession(graph, { provider: on, threads }), keep)
  const painter = openPainter(pipeline, {
    first: slot(graphs.first, 'cpu'),
    second: slot(graphs.second, 'cpu'),
    unet: slot(graphs.unet),
    vae: slot(graphs.vae),
  })
  return {
    identity: {
      kind: 'diffusers-onnx',
      files: await hashPipeline(directory, graphs, digestMemory),
      provider,
      runtime: env.versions.node ?? env.versions.common,
      steps: pipeline.steps,
      size: { width: side, height: side },
      guidance,
      overrides: pipeline.overrides,
      seedRecipe,
      truncation: 'head',
      batch: 1,
      vae: manifest.vae ?? null,
    },
    async synthesize(request) {
      latentShapeOf(pipeline, request)
      if (onCpu) checkActivations(pipeline.config.vae, request, availableBytes())
      return painter.synthesize(request)
    },
    close: painter.close,
  }
}

/** @param onCpu whether the UNet and the decoder are in this machine's memory, too. */
function memoryOf({ directory, graphs, config, side }: Pipeline, onCpu: boolean) {
  // The CPU computes fp16 in fp32, for which it keeps the weights a second time.
  const weights = (graph: GraphFile) => storedBytes(directory, graph) * (graph.half ? 2 : 1)
  return {
    text: weights(graphs.first) + weights(graphs.second),
    unet: onCpu ? weights(graphs.unet) : 0,
    vae: onCpu ? weights(graphs.vae) : 0,
    activations: onCpu ? activationBytes(config.vae, { width: side, height: side }) : 0,
  }
}
