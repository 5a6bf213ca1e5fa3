import type { DecoderShape } from '#workers/compiler/language-models/language-model'
import type { HiddenStates } from './checkpoint'

/**
 * Mean hidden states of the chosen tokens at every layer.
 * @param chosen one flag a token; `tapsOf` reads the tokens and gives the sums over them, weighted by a selection.
 */
export async function meanStates(
  chosen: readonly boolean[],
  shape: DecoderShape,
  tapsOf: (selection: Float32Array) => Promise<ReadonlyMap<number | 'norm', Float32Array>>,
): Promise<HiddenStates> {
  const count = chosen.filter(Boolean).length
  const taps = await tapsOf(Float32Array.from(chosen, one => (one ? 1 / count : 0)))
  const tap = (layer: number | 'norm') => {
    const state = taps.get(layer)
    if (!state) throw new Error(`no tap at layer ${layer}`)
    return state.slice(0, shape.width)
  }
  return { layers: Array.from({ length: shape.layers + 1 }, (_, layer) => tap(layer)), normed: tap('norm') }
}
