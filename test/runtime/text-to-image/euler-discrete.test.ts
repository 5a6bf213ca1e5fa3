import { describe, expect, test } from 'vitest'
import {
  type EulerConfig,
  eulerSchedule,
  eulerStep,
  roundHalfEven,
  scaleInput,
  trainingSigmas,
} from '#workers/runtime/text-to-image/euler-discrete'

const sdxl: EulerConfig = {
  trainTimesteps: 1000,
  betaStart: 0.00085,
  betaEnd: 0.012,
  betaSchedule: 'scaled_linear',
  prediction: 'epsilon',
  spacing: 'trailing',
  stepsOffset: 1,
  finalSigma: 'zero',
}

/** Relative; diffusers accumulates in fp32, which is 1.3e-5 off. */
function expectClose(values: readonly number[], expected: readonly number[], tolerance = 2e-5): void {
  expect(values.length).toBe(expected.length)
  for (const [at, value] of expected.entries())
    expect(Math.abs((values[at] ?? Number.NaN) - value)).toBeLessThanOrEqual(tolerance * Math.abs(value))
}

describe('noise levels', () => {
  test('of the training, in double', () => {
    const sigmas = trainingSigmas(sdxl)
    expectClose(
      [999, 749, 499, 249, 0].map(t => sigmas[t] ?? Number.NaN),
      [14.614641229333639, 4.081729363724308, 1.612886194303876, 0.6932048996386885, 0.029167158151720367],
      1e-12,
    )
    const kept = [0, 249, 499, 749, 999].map(t => 1 / ((sigmas[t] ?? 0) ** 2 + 1))
    expectClose(kept, [0.99914998, 0.67543209, 0.27766943, 0.05662345, 0.0046601], 1e-6)
  })

  test('of straight betas', () => {
    const [first = 0, second = 0] = trainingSigmas({
      ...sdxl,
      betaSchedule: 'linear',
      betaEnd: 0.02,
      trainTimesteps: 2,
    })
    expect(1 / (first ** 2 + 1)).toBeCloseTo(1 - 0.00085, 12)
    expect(1 / (second ** 2 + 1)).toBeCloseTo((1 - 0.00085) * (1 - 0.02), 12)
  })

  test.each([
    [1, [999], [14.6146469]],
    [2, [999, 499], [14.6146469, 1.61288702]],
    [4, [999, 749, 499, 249], [14.6146469, 4.08173084, 1.61288702, 0.693205416]],
    [
      8,
      [999, 874, 749, 624, 499, 374, 249, 124],
      [14.6146469, 7.29735374, 4.08173084, 2.49253178, 1.61288702, 1.06895185, 0.693205416, 0.397746354],
    ],
    [3, [999, 666, 332], [14.6146469, 2.9183085, 0.929214895]],
    [
      7,
      [999, 856, 713, 570, 428, 285, 142],
      [14.6146469, 6.6685729, 3.5138793, 2.05447674, 1.27623582, 0.790061533, 0.43806231],
    ],
  ])('of %i steps, trailing', (steps, timesteps, sigmas) => {
    const schedule = eulerSchedule(sdxl, steps)
    expect(schedule.timesteps).toEqual(timesteps)
    expectClose(schedule.sigmas, [...sigmas, 0])
    expect(schedule.startSigma).toBe(schedule.sigmas[0])
  })

  test('leading, which starts below the noisiest', () => {
    const schedule = eulerSchedule({ ...sdxl, spacing: 'leading' }, 4)
    expect(schedule.timesteps).toEqual([751, 501, 251, 1])
    expectClose(schedule.sigmas, [4.11669827, 1.62369299, 0.69839859, 0.04131448, 0])
    expectClose([schedule.startSigma], [4.23641396])
  })

  test('linspace, where a timestep may lie between two', () => {
    expect(eulerSchedule({ ...sdxl, spacing: 'linspace' }, 4).timesteps).toEqual([999, 666, 333, 0])
    const { timesteps, sigmas } = eulerSchedule({ ...sdxl, spacing: 'linspace' }, 3)
    expect(timesteps).toEqual([999, 499.5, 0])
    const trained = trainingSigmas(sdxl)
    expect(sigmas[1]).toBe(((trained[499] ?? 0) + (trained[500] ?? 0)) / 2)
  })

  test('may end at the least of the training', () => {
    const { sigmas } = eulerSchedule({ ...sdxl, finalSigma: 'sigma_min' }, 2)
    expect(sigmas[2]).toBe(trainingSigmas(sdxl)[0])
  })
})

describe('a step', () => {
  const start = Float32Array.of(1, -0.5, 0.25, 2)
  const { sigmas, startSigma } = eulerSchedule(sdxl, 4)
  const at = (step: number) => [sigmas[step] ?? 0, sigmas[step + 1] ?? 0] as const
  const rows = [
    [
      [0.99766725, -0.49883363, 0.24941681, 1.99533451],
      [0.48030636, -0.13059968, 0.22218519, 0.58184826],
      [9.5556202, -5.9317284, 1.3134038, 23.1007347],
    ],
    [
      [2.2738249, -1.4114952, 0.31253341, 5.4969773],
      [0.58951896, -0.34390563, 0.25137004, 0.59998322],
      [8.1001902, -5.0826788, 0.69281042, 21.6194687],
    ],
    [
      [4.2683425, -2.6782846, 0.36507195, 11.3922386],
      [0.59980392, -0.3953051, 0.27483684, 0.60000002],
      [7.5485616, -4.7191238, 0.44004804, 21.0676594],
    ],
    [
      [6.2037611, -3.8783967, 0.36165205, 17.3143883],
      [0.59999591, -0.39957237, 0.27333418, 0.60000002],
      [7.1326413, -4.4421382, 0.25057131, 20.6517353],
    ],
  ] as const

  test('goes from the noise to the latents as diffusers goes', () => {
    let latents: Float32Array = start.map(value => value * startSigma)
    for (const [step, [input, output, after]] of rows.entries()) {
      const scaled = scaleInput(latents, at(step)[0])
      expectClose([...scaled], input)
      const answer = scaled.map(value => 0.5 * Math.tanh(value) + 0.1)
      expectClose([...answer], output)
      latents = eulerStep(latents, answer, at(step), 'epsilon')
      expectClose([...latents], after)
    }
  })

  test('of a network that answers the clean latents gives just those at the end', () => {
    const { sigmas: one, startSigma: most } = eulerSchedule(sdxl, 1)
    const latents = start.map(value => value * most)
    const answer = scaleInput(latents, one[0] ?? 0).map(Math.tanh)
    expectClose([...answer], [0.76061249, -0.46119928, 0.24437046, 0.96369553])
    const after = eulerStep(latents, answer, [one[0] ?? 0, 0], 'sample')
    expectClose([...after], [...answer], 1e-6)
  })

  test('of a network that answers the velocity', () => {
    const latents = start.map(value => value * startSigma)
    const answer = scaleInput(latents, at(0)[0]).map(Math.tanh)
    const after = eulerStep(latents, answer, at(0), 'v_prediction')
    expectClose([...after], [3.5839138, -1.7337918, 0.8569944, 7.5687065])
  })
})

test.each([
  [0.5, 0],
  [1.5, 2],
  [2.5, 2],
  [-1.5, -2],
  [2.4999, 2],
  [2.5001, 3],
  [254.5, 254],
])('%d rounds to %d', (value, rounded) => {
  expect(roundHalfEven(value)).toBe(rounded)
})
