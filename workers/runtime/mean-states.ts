import type { DecoderShape } from '#workers/compiler/language-models/language-model'
import type { HiddenStates } from './checkpoint'
import type { Decoder } from './decoder'
import { emptyCache } from './key-value-cache'

/** Mean hidden states of the chosen tokens at every layer. @param hidden [S, width], `chosen` one flag a token. */
export async function meanStates(
  decoder: Decoder,
  hidden: Float32Array,
  chosen: readonly boolean[],
  shape: DecoderShape,
): Promise<HiddenStates> {
  const count = chosen.filter(Boolean).length
  const selection = Float32Array.from(chosen, one => (one ? 1 / count : 0))
  const { taps } = await decoder.feed({ hidden, cache: emptyCache(shape), selection })
  const tap = (layer: number | 'norm') => {
    const state = taps.get(layer)
    if (!state) throw new Error(`no tap at layer ${layer}`)
    return state.slice(0, shape.width)
  }
  return { layers: Array.from({ length: shape.layers + 1 }, (_, layer) => tap(layer)), normed: tap('norm') }
}
