import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import type { SynthesizerOverride } from '#lib/domain/synthesizer'
import { or } from '#workers/compiler/config-values'
import { parseConfig } from '#workers/compiler/parse-config'
import { type EulerConfig, eulerSchedule } from './euler-discrete'
import { requireJson } from './read-json'

const file = 'scheduler/scheduler_config.json'
const flag = or(z.boolean(), false)
const beta = z.number().positive().max(0.999)
const shape = z.looseObject({
  _class_name: z.string(),
  num_train_timesteps: z.int().min(1).max(100_000),
  beta_start: beta,
  beta_end: beta,
  beta_schedule: z.string(),
  prediction_type: z.string(),
  // Files from before these keys mean the defaults of the class.
  timestep_spacing: or(z.string(), 'linspace'),
  steps_offset: or(z.int().min(0).max(1000), 0),
  interpolation_type: or(z.string(), 'linear'),
  timestep_type: or(z.string(), 'discrete'),
  final_sigmas_type: or(z.string(), 'zero'),
  trained_betas: z.array(z.number()).nullish(),
  use_karras_sigmas: flag,
  use_exponential_sigmas: flag,
  use_beta_sigmas: flag,
  rescale_betas_zero_snr: flag,
})
const barred = [
  'use_karras_sigmas',
  'use_exponential_sigmas',
  'use_beta_sigmas',
  'rescale_betas_zero_snr',
] as const
const spellings = {
  _class_name: ['EulerDiscreteScheduler'],
  beta_schedule: ['linear', 'scaled_linear'],
  prediction_type: ['epsilon', 'sample', 'original_sample', 'v_prediction'],
  timestep_spacing: ['trailing', 'leading', 'linspace'],
  interpolation_type: ['linear'],
  timestep_type: ['discrete'],
  final_sigmas_type: ['zero', 'sigma_min'],
} as const

/**
 * The scheduler of a distilled pipeline. Distilled checkpoints need the trailing spacing, which an export may not say:
 * Stable Diffusion XL's own file has another. A one-step network answers the clean latents, whatever the file says.
 * @throws Refusal `bad-config`, `unsupported-config` naming the key.
 */
export function readScheduler(
  directory: string,
  steps: number,
): { readonly scheduler: EulerConfig; readonly overrides: readonly SynthesizerOverride[] } {
  const read = parseConfig(file, shape, requireJson(directory, file))
  for (const key of barred) if (read[key]) throw notComputed(key, 'true')
  if (read.trained_betas) throw notComputed('trained_betas', 'set')
  oneOf('_class_name', read._class_name)
  oneOf('interpolation_type', read.interpolation_type)
  oneOf('timestep_type', read.timestep_type)
  const spacing = oneOf('timestep_spacing', read.timestep_spacing)
  const said = oneOf('prediction_type', read.prediction_type)
  const stated = said === 'original_sample' ? 'sample' : said
  const prediction = steps === 1 ? 'sample' : stated
  const scheduler: EulerConfig = {
    trainTimesteps: read.num_train_timesteps,
    betaStart: read.beta_start,
    betaEnd: read.beta_end,
    betaSchedule: oneOf('beta_schedule', read.beta_schedule),
    prediction,
    spacing: 'trailing',
    stepsOffset: read.steps_offset,
    finalSigma: oneOf('final_sigmas_type', read.final_sigmas_type),
  }
  if (steps > scheduler.trainTimesteps)
    throw new Refusal(
      'unsupported-config',
      `${steps} steps of ${scheduler.trainTimesteps} timesteps (${file})`,
    )
  if (!eulerSchedule(scheduler, steps).sigmas.every(Number.isFinite))
    throw new Refusal('unsupported-config', `${file}: its betas leave nothing of the signal`)
  const overrides = [
    ...(spacing === 'trailing' ? [] : [{ key: 'timestep_spacing', from: spacing, to: 'trailing' }]),
    ...(prediction === stated ? [] : [{ key: 'prediction_type', from: said, to: prediction }]),
  ]
  return { scheduler, overrides }
}

/** @throws Refusal where the value is none that is computed here. */
function oneOf<Key extends keyof typeof spellings>(key: Key, value: string): (typeof spellings)[Key][number] {
  const known: readonly (typeof spellings)[Key][number][] = spellings[key]
  const found = known.find(one => one === value)
  if (found === undefined) throw notComputed(key, value)
  return found
}

function notComputed(key: string, value: string): Refusal {
  return new Refusal('unsupported-config', `${file}: ${key} is ${value}, which is not computed here`)
}
