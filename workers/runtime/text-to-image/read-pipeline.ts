import { Refusal } from '#lib/domain/refusal'
import type { SynthesisRequest, SynthesizerOverride } from '#lib/domain/synthesizer'
import { type EncoderParts, readEncoders } from './conditioning'
import type { LatentShape } from './denoise'
import { type EulerConfig, type EulerSchedule, eulerSchedule } from './euler-discrete'
import { type Manifest, readManifest, stepsOf } from './manifest'
import { type PipelineConfig, readPipelineConfig } from './pipeline-config'
import { type PipelineGraphs, readGraphs } from './pipeline-files'
import { readScheduler } from './scheduler-config'

/** A text-to-image pipeline that has been read and checked, with no session opened. */
export interface Pipeline {
  readonly directory: string
  readonly config: PipelineConfig
  readonly manifest: Manifest
  readonly graphs: PipelineGraphs
  readonly encoders: EncoderParts
  readonly steps: number
  readonly scheduler: EulerConfig
  readonly schedule: EulerSchedule
  readonly overrides: readonly SynthesizerOverride[]
  /** Pixels of a side where nothing else is asked for. */
  readonly side: number
}

/** Bounds what a request can make of memory: four times what Stable Diffusion XL was made for. */
const mostSide = 4096
const mostPixels = 2048 * 2048

/**
 * Reads the folder of Stable Diffusion XL, distilled to a few steps without guidance, as Diffusers and Optimum export it
 * to ONNX. @param askedSteps null: as many as it was made for.
 * @throws Refusal naming the file, the key and what is wrong.
 */
export function readPipeline(directory: string, askedSteps: number | null = null): Pipeline {
  const config = readPipelineConfig(directory)
  const manifest = readManifest(directory)
  const steps = stepsOf(directory, manifest, askedSteps)
  const { scheduler, overrides } = readScheduler(directory, steps)
  const graphs = readGraphs(directory, config, manifest)
  return {
    directory,
    config,
    manifest,
    graphs,
    encoders: readEncoders(directory, graphs, config, manifest),
    steps,
    scheduler,
    schedule: eulerSchedule(scheduler, steps),
    overrides,
    side: config.unet.sampleSize * config.vae.factor,
  }
}

/** Latents of a picture. @throws Refusal `bad-usage` for a size, seed or place that cannot be drawn. */
export function latentShapeOf({ config }: Pick<Pipeline, 'config'>, request: SynthesisRequest): LatentShape {
  const { width, height, seed, image } = request
  const { unet, vae } = config
  const unit = vae.factor * 2 ** unet.halvings
  for (const [name, value] of Object.entries({ seed, image }))
    if (!Number.isSafeInteger(value) || value < 0)
      throw new Refusal('bad-usage', `${name} ${value} of a picture is no whole number from 0`)
  if (
    ![width, height].every(
      side => Number.isInteger(side) && side >= unit && side <= mostSide && side % unit === 0,
    )
  )
    throw new Refusal(
      'bad-usage',
      `a picture of ${width} x ${height} cannot be drawn: sides are multiples of ${unit} up to ${mostSide}`,
    )
  if (width * height > mostPixels)
    throw new Refusal('bad-usage', `a picture of ${width} x ${height} is over ${mostPixels} pixels`)
  return [unet.channels, height / vae.factor, width / vae.factor]
}
