/** The Euler method over discrete noise levels, as EulerDiscreteScheduler of diffusers has it, without churn. */
export interface EulerConfig {
  readonly trainTimesteps: number
  readonly betaStart: number
  readonly betaEnd: number
  readonly betaSchedule: 'linear' | 'scaled_linear'
  /** What the network answers: the noise, the clean latents, or the velocity between them. */
  readonly prediction: Prediction
  readonly spacing: 'trailing' | 'leading' | 'linspace'
  /** Added to every timestep of the leading spacing. */
  readonly stepsOffset: number
  readonly finalSigma: 'zero' | 'sigma_min'
}
export type Prediction = 'epsilon' | 'sample' | 'v_prediction'

export interface EulerSchedule {
  /** One for each step, the noisiest first. */
  readonly timesteps: readonly number[]
  /** Noise per unit of signal at each timestep, and after the last step. */
  readonly sigmas: readonly number[]
  /** What standard normal latents are multiplied by at the start. */
  readonly startSigma: number
}

/** Noise per unit of signal at every timestep of the training, ascending. */
export function trainingSigmas({ trainTimesteps, betaStart, betaEnd, betaSchedule }: EulerConfig): number[] {
  const rooted = betaSchedule === 'scaled_linear'
  const [first, last] = rooted ? [Math.sqrt(betaStart), Math.sqrt(betaEnd)] : [betaStart, betaEnd]
  const sigmas: number[] = []
  let kept = 1
  for (let t = 0; t < trainTimesteps; t++) {
    const value = first + (trainTimesteps === 1 ? 0 : t / (trainTimesteps - 1)) * (last - first)
    kept *= 1 - (rooted ? value * value : value)
    sigmas.push(Math.sqrt((1 - kept) / kept))
  }
  return sigmas
}

/** The timesteps and noise levels of a number of steps. */
export function eulerSchedule(config: EulerConfig, steps: number): EulerSchedule {
  const trained = trainingSigmas(config)
  const timesteps = spacedTimesteps(config, steps)
  const visited = timesteps.map(timestep => interpolate(trained, timestep))
  const most = Math.max(...visited)
  return {
    timesteps,
    sigmas: [...visited, config.finalSigma === 'zero' ? 0 : (trained[0] ?? 0)],
    startSigma: config.spacing === 'leading' ? Math.sqrt(most * most + 1) : most,
  }
}

function spacedTimesteps(
  { spacing, trainTimesteps: all, stepsOffset }: EulerConfig,
  steps: number,
): number[] {
  const order = Array.from({ length: steps }, (_, step) => step)
  switch (spacing) {
    case 'trailing':
      return order.map(step => roundHalfEven(all - (step * all) / steps) - 1)
    case 'leading':
      return order.map(step => (steps - 1 - step) * Math.floor(all / steps) + stepsOffset)
    case 'linspace':
      return order.map(step => (steps === 1 ? 0 : ((steps - 1 - step) * (all - 1)) / (steps - 1)))
  }
}

/** Between the two values around `at`, which is cut to the ends. */
function interpolate(values: readonly number[], at: number): number {
  const place = Math.min(Math.max(at, 0), values.length - 1)
  const below = values[Math.floor(place)] ?? 0
  const above = values[Math.ceil(place)] ?? 0
  return below + (place - Math.floor(place)) * (above - below)
}

/** Noised latents as the network reads them, of about unit variance. */
export function scaleInput(latents: Float32Array, sigma: number): Float32Array {
  const scale = Math.sqrt(sigma * sigma + 1)
  return latents.map(value => value / scale)
}

/** Latents one step further. @param output of the network. */
export function eulerStep(
  latents: Float32Array,
  output: Float32Array,
  [sigma, next]: readonly [sigma: number, next: number],
  prediction: Prediction,
): Float32Array {
  const variance = sigma * sigma + 1
  return latents.map((value, at) => {
    const answer = output[at] ?? Number.NaN
    const clean = cleanValue(value, answer, sigma, variance, prediction)
    return value + ((value - clean) / sigma) * (next - sigma)
  })
}

function cleanValue(value: number, answer: number, sigma: number, variance: number, of: Prediction): number {
  switch (of) {
    case 'epsilon':
      return value - sigma * answer
    case 'sample':
      return answer
    case 'v_prediction':
      return value / variance - (answer * sigma) / Math.sqrt(variance)
  }
}

/** To the nearest whole number, halves to the even one, as Python and NumPy round. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const part = value - floor
  if (part !== 0.5) return part < 0.5 ? floor : floor + 1
  return floor % 2 === 0 ? floor : floor + 1
}
