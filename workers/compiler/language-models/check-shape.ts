import { Refusal } from '#lib/domain/refusal'
import type { DecoderShape } from './language-model'

/** Published heads are 64 to 256 wide; frequencies are computed for every pair before any weight is seen. */
const widestHead = 4096

/**
 * A shape whose heads fit together. @param rotary whether the numbers of a head turn in pairs.
 * @throws Refusal `bad-config` naming the two numbers that do not.
 */
export function checkShape(shape: DecoderShape, { rotary }: { readonly rotary: boolean }): DecoderShape {
  const { width, heads, keyValueHeads, headWidth } = shape
  if (!Number.isInteger(headWidth)) throw misfit(`hidden_size ${width} is no multiple of ${heads} heads`)
  if (headWidth > widestHead) throw misfit(`heads of width ${headWidth}; at most ${widestHead} are supported`)
  if (rotary && headWidth % 2 !== 0)
    throw misfit(`heads of width ${headWidth}; rotary positions turn pairs of numbers`)
  if (heads % keyValueHeads !== 0)
    throw misfit(`num_attention_heads ${heads} is no multiple of num_key_value_heads ${keyValueHeads}`)
  return shape
}

function misfit(what: string): Refusal {
  return new Refusal('bad-config', `config.json: ${what}`)
}
