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
import type { LayerNoise } from './decoder'
import type { Greedy } from './greedy'
import type { GreedyLoop } from './greedy-loop'
import { meanStates } from './mean-states'
import { spreadNoise } from './prefill'
import type { Prompts } from './prompts'
import { scoreContinuations } from './score-continuations'

/** One run an answer: nothing is left over between runs, so every prompt is read whole. */
export class LoopContinuer implements Continuer {
  constructor(
    private readonly loop: GreedyLoop,
    private readonly prompts: Prompts,
    private readonly shape: DecoderShape,
    private readonly rules: ContinuerRules,
  ) {}

  async continueAll(prompts: readonly PromptToContinue[]): Promise<readonly Continued[]> {
    const answers: Continued[] = []
    for (const group of sideBySide(prompts)) {
      const together = group.flatMap(index => prompts[index] ?? [])
      const { continuations, logits } = await this.loop.run({
        hidden: this.embed(together),
        batch: together.length,
        maxNewTokens: together[0]?.maxNewTokens ?? 0,
        stopTokens: this.rules.stopTokens,
        noise: noiseOf(together, this.shape.width),
      })
      group.forEach((index, at) => {
        const [one, prompt] = [continuations[at], together[at]]
        if (one && prompt) answers[index] = { ...cutOff(one, prompt), logits: this.row(logits, at) }
      })
    }
    return answers
  }

  async score(
    { ids, visual }: PromptTokens,
    continuations: readonly (readonly number[])[],
  ): Promise<ContinuationScore[]> {
    const { logits } = await this.loop.run({ ...this.reading([{ ids, visual }]) })
    return scoreContinuations(continuations, logits.slice(), async group => {
      const added = group[0]?.length ?? 0
      const whole = group.map(more => ({ ids: [...ids, ...more], visual }))
      // The rows of the added tokens; those of the last tokens come first, unasked.
      const logitRows = group.flatMap((more, sequence) =>
        more.map((_, token) => sequence * (ids.length + added) + ids.length + token),
      )
      const read = await this.loop.run({ ...this.reading(whole), logitRows })
      return read.logits.subarray(group.length * this.shape.vocabulary)
    })
  }

  meanStates(prompt: PromptTokens, chosen: readonly boolean[]): Promise<HiddenStates> {
    return meanStates(chosen, this.shape, async selection => {
      const { taps } = await this.loop.run({ ...this.reading([prompt]), selection })
      return taps
    })
  }

  forget(): void {}

  /** A run that continues nothing. */
  private reading(prompts: readonly PromptTokens[]) {
    return { hidden: this.embed(prompts), batch: prompts.length, maxNewTokens: 0, stopTokens: [] }
  }

  private embed(prompts: readonly PromptTokens[]): Float32Array {
    const parts = prompts.map(({ ids, visual }) => this.prompts.embed(ids, visual))
    const size = parts[0]?.length ?? 0
    const out = new Float32Array(size * parts.length)
    parts.forEach((part, at) => {
      out.set(part, at * size)
    })
    return out
  }

  private row(logits: Float32Array, at: number): Float32Array {
    const { vocabulary } = this.shape
    return logits.subarray(at * vocabulary, (at + 1) * vocabulary)
  }
}

/** The loop knows stop ids alone: what else ends an answer is looked for afterwards. */
function cutOff(said: Greedy, { ends }: PromptToContinue): Greedy {
  const end = said.ids.findIndex((_, at) => ends(said.ids.slice(0, at + 1)))
  return end < 0 ? said : { ids: said.ids.slice(0, end + 1), stopped: true }
}

/** Noise by layer, [batch, S, width]. */
function noiseOf(prompts: readonly PromptToContinue[], width: number): ReadonlyMap<number, LayerNoise> {
  const tokens = prompts[0]?.ids.length ?? 0
  const layers = new Map<number, LayerNoise>()
  prompts.forEach(({ noise }, at) => {
    for (const [layer, { values }] of spreadNoise(noise, tokens, width)) {
      const size = tokens * width
      const all = layers.get(layer)?.values ?? new Float32Array(prompts.length * size)
      all.set(values, at * size)
      layers.set(layer, { values: all, dims: [prompts.length, tokens, width] })
    }
  })
  return layers
}
