import type { DecoderShape } from '#workers/compiler/language-models/language-model'
import type { ContinuationScore, HiddenStates } from './checkpoint'
import {
  type Continued,
  type Continuer,
  type ContinuerRules,
  type PromptToContinue,
  type PromptTokens,
  sideBySide,
} from './continuer'
import type { Decoder } from './decoder'
import { greedy } from './greedy'
import { emptyCache, pickSequences } from './key-value-cache'
import { meanStates } from './mean-states'
import { Prefill, type Read } from './prefill'
import type { Prompts } from './prompts'
import { scoreContinuations } from './score-continuations'

/** One run a token: keys and values lie in between, so what prompts have in common is read once. */
export class StepwiseContinuer implements Continuer {
  private readonly prefill: Prefill

  constructor(
    private readonly decoder: Decoder,
    private readonly prompts: Prompts,
    private readonly shape: DecoderShape,
    private readonly rules: ContinuerRules,
  ) {
    this.prefill = new Prefill(decoder, prompts, shape, rules.imageToken)
  }

  async continueAll(prompts: readonly PromptToContinue[]): Promise<readonly Continued[]> {
    const answers: Continued[] = []
    for (const group of sideBySide(prompts)) {
      const together = group.flatMap(index => prompts[index] ?? [])
      const reads: Read[] = []
      for (const prompt of together) reads.push(await this.read(prompt))
      const continued = await greedy(this.decoder, reads, {
        maxNewTokens: together[0]?.maxNewTokens ?? 0,
        ends: (sequence, ids) => together[sequence]?.ends(ids) ?? false,
        stopTokens: this.rules.stopTokens,
        vocabulary: this.shape.vocabulary,
        embed: id => this.prompts.embed([id], []),
      })
      group.forEach((index, at) => {
        const [one, read] = [continued[at], reads[at]]
        if (one && read) answers[index] = { ...one, logits: read.logits }
      })
    }
    return answers
  }

  async score(
    { ids, visual }: PromptTokens,
    continuations: readonly (readonly number[])[],
  ): Promise<ContinuationScore[]> {
    const read = await this.prefill.shared(ids, visual)
    return scoreContinuations(continuations, read.logits, async group => {
      const cache = pickSequences(
        read.cache,
        group.map(() => 0),
      )
      const fedIds = group.flat()
      const { logits } = await this.decoder.feed({
        hidden: this.prompts.embed(fedIds, []),
        cache,
        logitRows: fedIds.map((_, row) => row),
      })
      return logits
    })
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

  private read({ ids, visual, noise, unshared }: PromptToContinue): Promise<Read> {
    if (unshared) return this.prefill.alone(ids, visual, noise)
    if (noise.length > 0) return this.prefill.disturbed(ids, visual, noise)
    return this.prefill.shared(ids, visual)
  }
}
