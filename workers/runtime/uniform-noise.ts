import type { DrawKey } from '#lib/domain/draw-key'
import { keyedRandom } from '#lib/statistics/keyed-random'
import { philoxBlocks } from '#lib/statistics/philox-blocks'

/**
 * Numbers uniform in ±1 that belong to a key: the first four words of its stream are the key and the counter's start of a
 * second one, whose word w becomes (w + 1/2) / 2^31 - 1 in single precision.
 */
export function uniformNoise(key: DrawKey, length: number): Float32Array {
  const random = keyedRandom(key)
  const words = new Uint32Array(4 * Math.ceil(length / 4))
  philoxBlocks([random.uint32(), random.uint32(), random.uint32(), random.uint32()], 0, words)
  const values = new Float32Array(length)
  for (let at = 0; at < length; at++) values[at] = ((words[at] ?? 0) + 0.5) * 2 ** -31 - 1
  return values
}
