import type { Conditioning } from './conditioning'
import { type EulerConfig, type EulerSchedule, eulerStep, scaleInput } from './euler-discrete'
import { checkFinite } from './finite'
import type { GraphFile } from './graph-file'
import type { GraphSession } from './graph-session'
import { checkedOutput, checkInputs, checkOutput, rankOf, tensorFor } from './ports'

/** Of latents: [channels, height, width]. */
export type LatentShape = readonly [channels: number, height: number, width: number]

const io = {
  sample: 'sample',
  timestep: 'timestep',
  states: 'encoder_hidden_states',
  pooled: 'text_embeds',
  size: 'time_ids',
  noise: 'out_sample',
}

/** @throws Refusal `unsupported-config`, `shape-mismatch`. */
export function checkUnetPorts(file: GraphFile): void {
  checkInputs(file, {
    [io.sample]: [4],
    [io.timestep]: [0, 1],
    [io.states]: [3],
    [io.pooled]: [2],
    [io.size]: [2],
  })
  checkOutput(file, io.noise)
}

export interface DenoiseTask {
  readonly file: GraphFile
  readonly session: GraphSession
  readonly scheduler: EulerConfig
  readonly schedule: EulerSchedule
  readonly conditioning: Conditioning
  readonly shape: LatentShape
  /** Pixels. */
  readonly size: { readonly width: number; readonly height: number }
}

/**
 * Latents after each step, from standard normal ones. They stay in fp32 throughout; there is no guidance, so a step is one
 * pass. @throws NotFinite naming the step.
 */
export async function* denoise(task: DenoiseTask, noise: Float32Array): AsyncGenerator<Float32Array> {
  const { file, session, scheduler, schedule, conditioning, shape, size } = task
  const { promptEmbeds, length, pooled } = conditioning
  const shared = {
    [io.states]: tensorFor(file, io.states, promptEmbeds, [1, length, promptEmbeds.length / length]),
    [io.pooled]: tensorFor(file, io.pooled, pooled, [1, pooled.length]),
    // Original size, corner of the crop, target size; height before width.
    [io.size]: tensorFor(file, io.size, [size.height, size.width, 0, 0, size.height, size.width], [1, 6]),
  }
  const timestepDims = rankOf(file, io.timestep) === 0 ? [] : [1]
  let latents: Float32Array = noise.map(value => value * schedule.startSigma)
  for (const [step, timestep] of schedule.timesteps.entries()) {
    const [sigma = 0, next = 0] = schedule.sigmas.slice(step, step + 2)
    const feeds = {
      ...shared,
      [io.sample]: tensorFor(file, io.sample, scaleInput(latents, sigma), [1, ...shape]),
      [io.timestep]: tensorFor(file, io.timestep, [timestep], timestepDims),
    }
    const [output] = await session.run(feeds, [io.noise])
    const answer = checkedOutput(file, io.noise, output, [1, ...shape])
    latents = checkFinite(
      `latents after step ${step + 1}`,
      eulerStep(latents, answer, [sigma, next], scheduler.prediction),
    )
    yield latents
  }
}
