import type { ReadingPlace } from './checkpoint'
import type { PromptTokens, PromptToRead } from './continuer'
import { type KeyValueCache, type LayerCache, repeatStart } from './key-value-cache'

/** A prompt that was read without noise, with all that later ones can have in common with it. */
export class KeptPrompt {
  /** Its keys and values up to a token, several times over, by layer: those used last. */
  private repeated = new Map<string, LayerCache>()
  private repeatedAs = ''

  /** @param entering the streams [tokens, width] that entered the sessions, by their first layer. */
  constructor(
    readonly prompt: PromptTokens,
    readonly cache: KeyValueCache,
    readonly entering: ReadonlyMap<number, Float32Array>,
    private readonly imageToken: number,
  ) {}

  /** Keys and values of prompts that go on from a place: below its layer those of all tokens, from there on those before its token. */
  before({ layer: from, token }: ReadingPlace, batch: number): KeyValueCache {
    const kind = `${token} ${batch}`
    if (this.repeatedAs !== kind) {
      this.repeated = new Map()
      this.repeatedAs = kind
    }
    const layers = this.cache.layers.map((one, layer) => {
      const length = layer < from ? this.cache.length : token
      const key = `${layer} ${length}`
      const known = this.repeated.get(key) ?? repeatStart(one, length, batch)
      this.repeated.set(key, known)
      return known
    })
    return { batch, length: token, layers }
  }

  /** The streams of the prompt's tokens from `token` on, where they enter a layer: [tokens, width]. */
  stream({ layer, token }: ReadingPlace, width: number): Float32Array {
    const all = this.entering.get(layer)
    if (!all) throw new Error(`nothing that entered layer ${layer} is kept`)
    return all.subarray(token * width)
  }

  /** Names the first thing in which a prompt differs before a place where it is said to go on; null where nothing does. */
  difference(other: PromptToRead, { layer, token }: ReadingPlace): string | null {
    const { ids } = this.prompt
    const same = layer > 0 ? Math.max(ids.length, other.ids.length) : token
    if (token > this.cache.length) return `token ${this.cache.length}, the end of the kept prompt`
    for (let at = 0; at < same; at++) if (ids[at] !== other.ids[at]) return `token ${at}`
    const early = other.noise.find(noise => noise.layer < layer || (noise.tokens[0] ?? token) < token)
    if (early) return `the noise at layer ${early.layer} from token ${early.tokens[0]} on`
    return visualDifference(this.prompt, other, same, this.imageToken)
  }
}

/** Names the first row in which the visual tokens among the first `tokens` of two prompts of equal ids differ. */
function visualDifference(
  kept: PromptTokens,
  { ids, visual }: PromptTokens,
  tokens: number,
  imageToken: number,
): string | null {
  let picture = 0
  for (let at = 0; at < tokens; ) {
    const mine = visual[picture]
    if (ids[at] !== imageToken || !mine) {
      at += 1
      continue
    }
    const theirs = kept.visual[picture]?.rows
    const { count } = mine.layout
    const values = (mine.rows.length / count) * Math.min(count, tokens - at)
    if (mine.rows !== theirs)
      for (let value = 0; value < values; value++)
        if (mine.rows[value] !== theirs?.[value])
          return `row ${Math.floor((value * count) / mine.rows.length)} of picture ${picture + 1}`
    at += count
    picture += 1
  }
  return null
}
