import type { DecoderShape } from '#workers/compiler/language-models/language-model'
import type { ReadingPlace } from './checkpoint'
import type { PromptToRead } from './continuer'
import type { Decoder, Fed } from './decoder'
import { KeptPrompt } from './kept-prompt'
import { emptyCache, type KeyValueCache, stackCaches } from './key-value-cache'
import { spreadNoise } from './layer-noise'
import type { Prompts } from './prompts'

/** Prompts that have been read side by side. */
export interface Read {
  /** [vocabulary] each, of its last token. */
  readonly logits: readonly Float32Array[]
  /** Their keys and values, put side by side where somebody needs them. */
  cache(): KeyValueCache
}

/** Tokens that are read at once: more of them gain nothing, and take memory. */
const tokensAtOnce = 512

const beginning: ReadingPlace = { layer: 0, token: 0 }

/**
 * Reads prompts, computing only what the kept one does not have in common with them: a decoder is causal and its layers
 * are ordered, so that nothing before the first token, or below the first layer, in which two prompts differ can differ.
 */
export class Prefill {
  private kept: KeptPrompt | null = null

  constructor(
    private readonly decoder: Decoder,
    private readonly prompts: Prompts,
    private readonly shape: DecoderShape,
    private readonly imageToken: number,
  ) {}

  /** @param prompts of one length, which begin at one place; one that is kept is alone. */
  async read(prompts: readonly PromptToRead[]): Promise<Read> {
    const [first] = prompts
    if (!first) throw new Error('no prompt to read')
    const place = this.placeOf(first)
    for (const prompt of prompts) this.check(prompt, place)
    const count = first.ids.length - place.token
    const size = Math.max(1, Math.floor(tokensAtOnce / count))
    const logits: Float32Array[] = []
    const caches: KeyValueCache[] = []
    for (let at = 0; at < prompts.length; at += size) {
      const group = prompts.slice(at, at + size)
      const fed = await this.feed(group, place)
      caches.push(fed.cache)
      const { vocabulary } = this.shape
      logits.push(...group.map((_, row) => fed.logits.subarray(row * vocabulary, (row + 1) * vocabulary)))
      if (first.keep) this.keep(first, place, fed)
    }
    let stacked: KeyValueCache | null = null
    return {
      logits,
      cache() {
        stacked ??= stackCaches(caches)
        return stacked
      },
    }
  }

  forget(): void {
    this.kept = null
  }

  /** Where the sessions allow a prompt to begin. */
  private placeOf({ resume }: PromptToRead): ReadingPlace {
    if (!resume) return beginning
    return { ...resume, layer: Math.max(...this.decoder.starts.filter(start => start <= resume.layer)) }
  }

  /** @throws Error where a prompt is not what it is said to be: what was read of another one would be taken for its own. */
  private check(prompt: PromptToRead, place: ReadingPlace): void {
    if (prompt.keep && prompt.noise.length > 0) throw new Error('a prompt with noise is not kept')
    if (!prompt.resume) return
    if (!this.kept) throw new Error('there is no kept prompt to go on from')
    const difference =
      place.token >= prompt.ids.length ? 'its length' : this.kept.difference(prompt, prompt.resume)
    if (difference !== null)
      throw new Error(
        `a prompt cannot go on from layer ${prompt.resume.layer}, token ${prompt.resume.token}: it differs in ${difference}`,
      )
  }

  private feed(group: readonly PromptToRead[], place: ReadingPlace): Promise<Fed> {
    const { width } = this.shape
    const count = (group[0]?.ids.length ?? 0) - place.token
    const { kept } = this
    const hidden = new Float32Array(group.length * count * width)
    group.forEach(({ ids, visual }, at) => {
      const own =
        kept && place.layer > 0 ? kept.stream(place, width) : this.prompts.embed(ids, visual, place.token)
      hidden.set(own, at * count * width)
    })
    return this.decoder.feed({
      hidden,
      cache:
        kept && group[0]?.resume ? kept.before(place, group.length) : emptyCache(this.shape, group.length),
      from: place.layer,
      noise: spreadNoise(
        group.map(({ noise }) => noise),
        { first: place.token, count, width },
      ),
    })
  }

  /** The streams before the place a prompt began at are those of the one kept so far. */
  private keep({ ids, visual }: PromptToRead, { token }: ReadingPlace, { cache, entering }: Fed): void {
    const { width } = this.shape
    const earlier = this.kept
    const whole = [...entering].map(([layer, stream]) => {
      if (!earlier || token === 0) return [layer, stream] as const
      const joined = new Float32Array(token * width + stream.length)
      joined.set(earlier.stream({ layer, token: 0 }, width).subarray(0, token * width))
      joined.set(stream, token * width)
      return [layer, joined] as const
    })
    this.kept = new KeptPrompt({ ids, visual }, cache, new Map(whole), this.imageToken)
  }
}
