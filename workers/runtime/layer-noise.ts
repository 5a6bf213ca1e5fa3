import type { HiddenNoise, NoiseScale } from './checkpoint'

/** What is added to the residual stream that enters a layer: [1 or batch, 1 or S, 1 or width], broadcast. */
export interface LayerNoise {
  readonly values: Float32Array
  readonly dims: readonly [number, number, number]
}

/** Noise that depends on what it is added to: the stream [batch, S, width] that enters the layer. */
export type MatchedNoise = (entering: Float32Array) => LayerNoise

/** What is added before each layer, by the layer. */
export type NoiseByLayer = ReadonlyMap<number, LayerNoise | MatchedNoise>

/** The tokens of prompts side by side that are read now. */
interface ReadTokens {
  readonly first: number
  /** Of each prompt. */
  readonly count: number
  readonly width: number
}

/**
 * The noise of prompts side by side, [batch, S, width] for each layer, with nothing where a token has none. Several noises
 * on one layer are summed. @param prompts one list a sequence.
 * @throws RangeError where a token is not among those that are read.
 */
export function spreadNoise(prompts: readonly (readonly HiddenNoise[])[], read: ReadTokens): NoiseByLayer {
  return new Map(
    [...noiseByLayer(prompts)].map(([layer, noises]) => {
      const spread = (entering: Float32Array | null) => sum(noises, prompts.length, read, entering)
      return [layer, noises.some(isMatched) ? spread : spread(null)]
    }),
  )
}

/** As `spreadNoise`, of whole prompts and noise whose size is known. */
export function fixedNoise(
  prompts: readonly (readonly HiddenNoise[])[],
  count: number,
  width: number,
): ReadonlyMap<number, LayerNoise> {
  const read = { first: 0, count, width }
  return new Map(
    [...noiseByLayer(prompts)].map(([layer, noises]) => [layer, sum(noises, prompts.length, read, null)]),
  )
}

interface PlacedNoise extends HiddenNoise {
  readonly sequence: number
}

function noiseByLayer(prompts: readonly (readonly HiddenNoise[])[]): Map<number, PlacedNoise[]> {
  const all = prompts.flatMap((noises, sequence) => noises.map(noise => ({ ...noise, sequence })))
  return Map.groupBy(all, ({ layer }) => layer)
}

function isMatched({ scale }: HiddenNoise): boolean {
  return scale !== undefined && scale.kind !== 'fixed'
}

function sum(
  noises: readonly PlacedNoise[],
  batch: number,
  read: ReadTokens,
  entering: Float32Array | null,
): LayerNoise {
  const { first, count, width } = read
  const values = new Float32Array(batch * count * width)
  for (const { sequence, tokens, rows, scale } of noises) {
    if (rows.length !== tokens.length * width)
      throw new RangeError(`noise of ${rows.length / width} rows for ${tokens.length} tokens`)
    const places = [...tokens].map(token => {
      if (token < first || token >= first + count)
        throw new RangeError(`noise on token ${token}; tokens ${first} to ${first + count - 1} are read`)
      return (sequence * count + token - first) * width
    })
    const squares = entering ? places.map(place => rowSquares(entering, place, width)) : null
    const factor = scale ? noiseFactor(scale, squares, width) : 1
    places.forEach((place, at) => {
      for (let column = 0; column < width; column++)
        values[place + column] = (values[place + column] ?? 0) + factor * (rows[at * width + column] ?? 0)
    })
  }
  return { values, dims: [batch, count, width] }
}

/**
 * What uniform numbers in ±1, of standard deviation √(1/3), are multiplied by (measurement 1.8).
 * @param squares of every disturbed token, the sum of the squares of what the noise is added to; null: not known.
 */
export function noiseFactor(scale: NoiseScale, squares: readonly number[] | null, width: number): number {
  if (scale.kind === 'fixed') return scale.amplitude
  if (!squares) throw new Error('matched noise needs what it is added to')
  const total = squares.reduce((all, one) => all + one, 0)
  const deviation = scale.alpha * Math.sqrt(total / (squares.length * width))
  return Math.sqrt(3) * (scale.kind === 'energy' ? deviation / Math.sqrt(squares.length) : deviation)
}

/** The sum of the squares of a row [width] that begins at a place. */
export function rowSquares(values: Float32Array, place: number, width: number): number {
  let total = 0
  for (let column = 0; column < width; column++) total += (values[place + column] ?? 0) ** 2
  return total
}

/** By layer, the sum of the squares of every token of the stream that enters it. */
export type TokenSquares = ReadonlyMap<number, Float64Array>

/** @param streams [tokens, width] by layer. */
export function tokenSquares(
  streams: ReadonlyMap<number | 'norm', Float32Array>,
  width: number,
): TokenSquares {
  return new Map(
    [...streams].flatMap(([layer, stream]) =>
      layer === 'norm'
        ? []
        : [
            [
              layer,
              Float64Array.from({ length: stream.length / width }, (_, token) =>
                rowSquares(stream, token * width, width),
              ),
            ] as const,
          ],
    ),
  )
}

/** Matched noise as noise of a known amplitude. */
export function matchedNoise(noise: HiddenNoise, squares: TokenSquares, width: number): HiddenNoise {
  if (!noise.scale) return noise
  const own = squares.get(noise.layer)
  const amplitude = noiseFactor(
    noise.scale,
    own ? [...noise.tokens].map(token => own[token] ?? 0) : null,
    width,
  )
  return { ...noise, scale: { kind: 'fixed', amplitude } }
}
