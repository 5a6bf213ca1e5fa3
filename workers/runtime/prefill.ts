import type { DecoderShape } from '#workers/compiler/language-models/language-model'
import type { HiddenNoise, VisualTokens } from './checkpoint'
import type { Decoder, Fed, LayerNoise } from './decoder'
import { emptyCache, type KeyValueCache } from './key-value-cache'
import type { Prompts } from './prompts'

/** A prompt that has been read: the logits of its last token, and its keys and values. */
export type Read = Pick<Fed, 'logits' | 'cache'>

/** A prompt up to its last visual token: what every question about one picture shares. */
interface SharedPrefix {
  readonly visual: VisualTokens
  readonly ids: readonly number[]
  /** Null until a second question about the same picture shows that it is worth keeping. */
  readonly cache: KeyValueCache | null
}

/** A prompt that was read without noise, so that noise at a layer starts from what entered it. */
interface CleanRun {
  readonly visual: readonly VisualTokens[]
  readonly ids: readonly number[]
  readonly fed: Fed
}

/** Reads prompts, computing only what an earlier one does not have in common with it. */
export class Prefill {
  private prefix: SharedPrefix | null = null
  private clean: CleanRun | null = null

  constructor(
    private readonly decoder: Decoder,
    private readonly prompts: Prompts,
    private readonly shape: DecoderShape,
    private readonly imageToken: number,
  ) {}

  /** Reads a prompt whole. */
  alone(
    ids: readonly number[],
    visual: readonly VisualTokens[],
    noise: readonly HiddenNoise[] = [],
  ): Promise<Fed> {
    const hidden = this.prompts.embed(ids, visual)
    return this.decoder.feed({
      hidden,
      cache: emptyCache(this.shape),
      noise: spreadNoise(noise, ids.length, this.shape.width),
    })
  }

  /**
   * Causal attention: nothing after the last visual token can change what stands before it, so that is kept from the
   * second question about a picture on. The first one is fed whole.
   */
  async shared(ids: readonly number[], visual: readonly VisualTokens[]): Promise<Read> {
    const [only] = visual
    const end = ids.lastIndexOf(this.imageToken) + 1
    // Where nothing follows the picture, nothing is left to be fed after it.
    if (visual.length !== 1 || !only || end === ids.length) return this.alone(ids, visual)
    const head = ids.slice(0, end)
    if (!this.prefix || !same(this.prefix.visual, only) || !equal(this.prefix.ids, head)) {
      this.prefix = { visual: only, ids: head, cache: null }
      return this.alone(ids, visual)
    }
    const cache = this.prefix.cache ?? (await this.alone(head, visual)).cache
    this.prefix = { visual: only, ids: head, cache }
    return this.decoder.feed({ hidden: this.prompts.embed(ids.slice(end), []), cache })
  }

  /** Layers are ordered: below the first noisy one the run is the clean one, which is kept for the next noise. */
  async disturbed(
    ids: readonly number[],
    visual: readonly VisualTokens[],
    noise: readonly HiddenNoise[],
  ): Promise<Read> {
    const first = Math.min(...noise.map(({ layer }) => layer))
    const from = Math.max(...this.decoder.starts.filter(start => start <= first))
    if (from === 0) return this.alone(ids, visual, noise)
    const clean = await this.cleanRun(ids, visual)
    const hidden = clean.entering.get(from)
    if (!hidden) throw new Error(`nothing entered layer ${from}`)
    const empty = emptyCache(this.shape)
    const layers = [...clean.cache.layers.slice(0, from), ...empty.layers.slice(from)]
    const cache = { ...empty, layers }
    return this.decoder.feed({ hidden, cache, from, noise: spreadNoise(noise, ids.length, this.shape.width) })
  }

  forget(): void {
    this.prefix = null
    this.clean = null
  }

  private async cleanRun(ids: readonly number[], visual: readonly VisualTokens[]): Promise<Fed> {
    const { clean } = this
    const known =
      clean &&
      equal(clean.ids, ids) &&
      clean.visual.length === visual.length &&
      clean.visual.every((one, at) => visual[at] && same(one, visual[at]))
    if (known) return clean.fed
    const fed = await this.alone(ids, visual)
    this.clean = { visual, ids, fed }
    return fed
  }
}

/** Noise by layer, [1, S, width] with nothing outside its spans. Several spans of one layer are summed. */
export function spreadNoise(
  noise: readonly HiddenNoise[],
  tokens: number,
  width: number,
): ReadonlyMap<number, LayerNoise> {
  const layers = new Map<number, LayerNoise>()
  for (const { layer, first, rows } of noise) {
    if (first < 0 || first * width + rows.length > tokens * width || rows.length % width !== 0)
      throw new RangeError(
        `noise of ${rows.length / width} tokens from ${first} on, in a prompt of ${tokens}`,
      )
    const values = layers.get(layer)?.values ?? new Float32Array(tokens * width)
    rows.forEach((value, at) => {
      values[first * width + at] = (values[first * width + at] ?? 0) + value
    })
    layers.set(layer, { values, dims: [1, tokens, width] })
  }
  return layers
}

function same(a: VisualTokens, b: VisualTokens): boolean {
  return a === b || equal(a.rows, b.rows)
}

function equal<T extends ArrayLike<number>>(a: T, b: T): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}
