import type { DecoderShape } from '#workers/compiler/language-models/language-model'
import type { ContinuationScore, HiddenStates } from './checkpoint'
import {
  type Continued,
  type Continuer,
  type ContinuerRules,
  largestBatch,
  type PromptToContinue,
  type PromptTokens,
  sideBySide,
} from './continuer'
import type { Decoder } from './decoder'
import { greedy } from './greedy'
import { cacheBytes, emptyCache, type KeyValueCache, pickSequences } from './key-value-cache'
import { meanStates } from './mean-states'
import { Prefill, type Read } from './prefill'
import type { Prompts } from './prompts'
import { scoreContinuations } from './score-continuations'

/** What the keys and values of sequences side by side may take: a share of a small machine's memory. */
const mostCacheBytes = 2e9

/** One run a token: keys and values lie in between, so what prompts have in common is read once. */
export class StepwiseContinuer implements Continuer {
  private readonly prefill: Prefill

  constructor(
    private readonly decoder: Decoder,
    private readonly prompts: Prompts,
    private readonly shape: DecoderShape,
    private readonly rules: ContinuerRules & {
      /** The id in whose places visual tokens stand; -1: none. */
      readonly imageToken: number
    },
  ) {
    this.prefill = new Prefill(decoder, prompts, shape, rules.imageToken)
  }

  async continueAll(prompts: readonly PromptToContinue[]): Promise<readonly Continued[]> {
    const answers: Continued[] = []
    for (const group of sideBySide(prompts, tokens => this.most(tokens))) {
      const together = group.flatMap(index => prompts[index] ?? [])
      const read = await this.prefill.read(together)
      const continued = await greedy(this.decoder, read, {
        maxNewTokens: together[0]?.maxNewTokens ?? 0,
        ends: (sequence, ids) => together[sequence]?.ends(ids) ?? false,
        stopTokens: this.rules.stopTokens,
        vocabulary: this.shape.vocabulary,
        embed: id => this.prompts.embed([id], []),
      })
      for (const [at, index] of group.entries()) {
        const [one, logits, prompt] = [continued[at], read.logits[at], together[at]]
        if (!one || !logits || !prompt) continue
        answers[index] = { ...one, logits, scores: await this.score(read, at, prompt) }
      }
    }
    return answers
  }

  meanStates({ ids, visual }: PromptTokens, chosen: readonly boolean[]): Promise<HiddenStates> {
    const hidden = this.prompts.embed(ids, visual)
    return meanStates(chosen, this.shape, async selection => {
      const { taps } = await this.decoder.feed({ hidden, cache: emptyCache(this.shape), selection })
      return taps
    })
  }

  forget(): void {
    this.prefill.forget()
  }

  private most(tokens: number): number {
    const fit = Math.floor(mostCacheBytes / cacheBytes(this.shape, Math.max(1, tokens)))
    return Math.min(largestBatch, Math.max(1, fit))
  }

  private score(
    read: Read,
    sequence: number,
    { ids, continuations }: PromptToContinue,
  ): Promise<ContinuationScore[]> {
    const repeated = new Map<number, KeyValueCache>()
    const times = (count: number) => {
      const known =
        repeated.get(count) ?? pickSequences(read.cache(), new Array<number>(count).fill(sequence))
      repeated.set(count, known)
      return known
    }
    const first = read.logits[sequence] ?? new Float32Array(0)
    return scoreContinuations(continuations, first, this.most(ids.length), async group => {
      const fedIds = group.flat()
      const { logits } = await this.decoder.feed({
        hidden: this.prompts.embed(fedIds, []),
        cache: times(group.length),
        logitRows: fedIds.map((_, row) => row),
      })
      return logits
    })
  }
}
