import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'

/** Rotary positions: `inverse` frequencies of the headWidth / 2 pairs, and the factor on cos and sin. */
export interface Rope {
  readonly inverse: Float32Array
  readonly factor: number
}

const positive = z.number().positive()
/** `rope_scaling` (transformers 4) and `rope_parameters` (5), which also holds theta. */
export const ropeSettings = z.looseObject({
  rope_type: z.string().nullish(),
  /** The older spelling of `rope_type`. */
  type: z.string().nullish(),
  rope_theta: positive.nullish(),
  factor: positive.nullish(),
  original_max_position_embeddings: positive.nullish(),
  low_freq_factor: positive.nullish(),
  high_freq_factor: positive.nullish(),
  beta_fast: positive.nullish(),
  beta_slow: positive.nullish(),
  attention_factor: positive.nullish(),
  mscale: z.number().nullish(),
  mscale_all_dim: z.number().nullish(),
  truncate: z.boolean().nullish(),
  partial_rotary_factor: positive.nullish(),
})
export type RopeSettings = z.infer<typeof ropeSettings>

export interface RopeConfig {
  readonly headWidth: number
  readonly theta: number
  readonly maxPositions: number
  readonly settings: RopeSettings | null
}

const f = Math.fround

/**
 * Frequencies as transformers computes them (modeling_rope_utils.py), rounded to fp32 where it rounds.
 * @throws Refusal `unsupported-config` for a type nobody has checked, `bad-config`.
 */
export function makeRope(config: RopeConfig): Rope {
  const rope = ropeOf(config)
  if (!Number.isFinite(rope.factor) || !rope.inverse.every(Number.isFinite))
    throw new Refusal(
      'bad-config',
      `config.json: RoPE of theta ${config.theta} and ${JSON.stringify(config.settings)} has frequencies that are no numbers`,
    )
  return rope
}

function ropeOf({ headWidth, theta, maxPositions, settings }: RopeConfig): Rope {
  const plain = frequencies(theta, headWidth)
  const type = settings?.rope_type ?? settings?.type ?? 'default'
  if ((settings?.partial_rotary_factor ?? 1) !== 1)
    refuse(`partial_rotary_factor ${settings?.partial_rotary_factor}`, '1')
  switch (type) {
    case 'default':
    // Positions stop at max_position_embeddings, and up to there `dynamic` is `default`.
    case 'dynamic':
      return { inverse: plain, factor: 1 }
    case 'linear':
      return { inverse: plain.map(value => f(value / f(need(settings?.factor, type, 'factor')))), factor: 1 }
    case 'llama3':
      return { inverse: llama3(plain, settings ?? {}, maxPositions), factor: 1 }
    case 'yarn':
      return yarn(theta, headWidth, settings ?? {}, maxPositions)
    default:
      return refuse(`RoPE type "${type}"`, 'default, linear, dynamic, llama3, yarn')
  }
}

/** cos and sin of positions, each [positions, headWidth / 2]. */
export function rotaryTable({ inverse, factor }: Rope, positions: readonly number[]) {
  const half = inverse.length
  const cosine = new Float32Array(positions.length * half)
  const sine = new Float32Array(positions.length * half)
  positions.forEach((position, at) => {
    for (let pair = 0; pair < half; pair++) {
      const angle = f(position * (inverse[pair] ?? 0))
      cosine[at * half + pair] = f(Math.cos(angle)) * factor
      sine[at * half + pair] = f(Math.sin(angle)) * factor
    }
  })
  return { cosine, sine }
}

function frequencies(theta: number, headWidth: number): Float32Array {
  return Float32Array.from({ length: headWidth / 2 }, (_, pair) => {
    const exponent = f((2 * pair) / headWidth)
    return 1 / f(theta ** exponent)
  })
}

function llama3(plain: Float32Array, settings: RopeSettings, maxPositions: number): Float32Array {
  const factor = need(settings.factor, 'llama3', 'factor')
  const low = need(settings.low_freq_factor, 'llama3', 'low_freq_factor')
  const high = need(settings.high_freq_factor, 'llama3', 'high_freq_factor')
  const old = settings.original_max_position_embeddings ?? maxPositions
  return plain.map(inverse => {
    const wavelength = quotient(2 * Math.PI, inverse)
    const divided = f(inverse / f(factor))
    if (wavelength > old / low) return divided
    if (wavelength < old / high) return inverse
    const smooth = f(f(quotient(old, wavelength) - f(low)) / f(high - low))
    return f(f(f(f(1 - smooth) * inverse) / f(factor)) + f(smooth * inverse))
  })
}

/** Peng et al., "YaRN" (arXiv 2309.00071), as transformers has it. */
function yarn(theta: number, headWidth: number, settings: RopeSettings, maxPositions: number): Rope {
  const factor = need(settings.factor, 'yarn', 'factor')
  const old = settings.original_max_position_embeddings ?? maxPositions
  const dimensionOf = (rotations: number) =>
    (headWidth * Math.log(old / (rotations * 2 * Math.PI))) / (2 * Math.log(theta))
  const whole = settings.truncate ?? true
  const fastest = dimensionOf(settings.beta_fast ?? 32)
  const slowest = dimensionOf(settings.beta_slow ?? 1)
  const low = Math.max(whole ? Math.floor(fastest) : fastest, 0)
  const top = Math.min(whole ? Math.ceil(slowest) : slowest, headWidth - 1)
  const high = top === low ? top + 0.001 : top
  const inverse = Float32Array.from({ length: headWidth / 2 }, (_, pair) => {
    const power = f(theta ** f((2 * pair) / headWidth))
    const ramp = Math.min(1, Math.max(0, f(f(pair - f(low)) / f(high - low))))
    const kept = f(1 - ramp)
    return f(f(f(1 / f(f(factor) * power)) * f(1 - kept)) + f(f(1 / power) * kept))
  })
  const scale = (mscale: number) => (factor <= 1 ? 1 : 0.1 * mscale * Math.log(factor) + 1)
  const { mscale, mscale_all_dim: all } = settings
  const derived = mscale && all ? scale(mscale) / scale(all) : scale(1)
  return { inverse, factor: f(settings.attention_factor ?? derived) }
}

/** A number by a tensor, which torch takes as the tensor's reciprocal times the number. */
function quotient(number: number, tensor: number): number {
  return f(f(1 / tensor) * f(number))
}

function need(value: number | null | undefined, type: string, key: string): number {
  if (value === null || value === undefined)
    throw new Refusal('bad-config', `config.json: RoPE type "${type}" needs ${key}`)
  return value
}

function refuse(what: string, supported: string): never {
  throw new Refusal('unsupported-config', `config.json: ${what} is not supported; supported: ${supported}`)
}
