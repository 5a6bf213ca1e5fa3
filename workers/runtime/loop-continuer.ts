import { Refusal } from '#lib/domain/refusal'
import type { DecoderShape } from '#workers/compiler/language-models/language-model'
import type { ContinuationScore, HiddenNoise, HiddenStates } from './checkpoint'
import {
  type Continued,
  type Continuer,
  type ContinuerRules,
  largestBatch,
  type PromptToContinue,
  type PromptTokens,
  sideBySide,
} from './continuer'
import type { Greedy } from './greedy'
import type { GreedyLoop } from './greedy-loop'
import { fixedNoise, matchedNoise, type TokenSquares, tokenSquares } from './layer-noise'
import { meanStates } from './mean-states'
import type { Prompts } from './prompts'
import { scoreContinuations } from './score-continuations'

/** One run an answer: nothing is left over between runs, so every prompt is read whole. */
export class LoopContinuer implements Continuer {
  /** How large the stream of the last prompt was that noise was matched to, by layer. */
  private measured: { readonly prompt: PromptTokens; readonly squares: TokenSquares } | null = null

  constructor(
    private readonly loop: GreedyLoop,
    private readonly prompts: Prompts,
    private readonly shape: DecoderShape,
    private readonly rules: ContinuerRules & { readonly tapped: boolean },
  ) {}

  async continueAll(prompts: readonly PromptToContinue[]): Promise<readonly Continued[]> {
    const answers: Continued[] = []
    for (const group of sideBySide(prompts)) {
      const together = group.flatMap(index => prompts[index] ?? [])
      const noises: (readonly HiddenNoise[])[] = []
      for (const prompt of together) noises.push(await this.noiseOf(prompt))
      const { continuations, logits } = await this.loop.run({
        hidden: this.embed(together),
        batch: together.length,
        maxNewTokens: together[0]?.maxNewTokens ?? 0,
        stopTokens: this.rules.stopTokens,
        noise: fixedNoise(noises, together[0]?.ids.length ?? 0, this.shape.width),
      })
      for (const [at, index] of group.entries()) {
        const [one, prompt] = [continuations[at], together[at]]
        if (!one || !prompt) continue
        const own = this.row(logits, at).slice()
        answers[index] = { ...cutOff(one, prompt), logits: own, scores: await this.score(prompt, own) }
      }
    }
    return answers
  }

  meanStates(prompt: PromptTokens, chosen: readonly boolean[]): Promise<HiddenStates> {
    return meanStates(chosen, this.shape, async selection => {
      const { taps } = await this.loop.run({ ...this.reading([prompt]), selection })
      return taps
    })
  }

  forget(): void {
    this.measured = null
  }

  private score(
    { ids, visual, continuations }: PromptToContinue,
    first: Float32Array,
  ): Promise<ContinuationScore[]> {
    return scoreContinuations(continuations, first, largestBatch, async group => {
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

  /** A prompt's noise with its size known: the stream it is matched to is that of the prompt without noise. */
  private async noiseOf({ ids, visual, noise }: PromptToContinue): Promise<readonly HiddenNoise[]> {
    if (noise.every(({ scale }) => scale === undefined || scale.kind === 'fixed')) return noise
    const squares = await this.measure({ ids, visual })
    return noise.map(one => matchedNoise(one, squares, this.shape.width))
  }

  private async measure(prompt: PromptTokens): Promise<TokenSquares> {
    if (this.measured && samePrompt(this.measured.prompt, prompt)) return this.measured.squares
    if (!this.rules.tapped)
      throw new Refusal(
        'bad-usage',
        'noise is matched to hidden states; the checkpoint was opened without taps on them',
      )
    // A selection that picks every token alone gives the stream itself.
    const tokens = prompt.ids.length
    const selection = new Float32Array(tokens * tokens)
    for (let token = 0; token < tokens; token++) selection[token * tokens + token] = 1
    const { taps } = await this.loop.run({ ...this.reading([prompt]), selection })
    const squares = tokenSquares(taps, this.shape.width)
    this.measured = { prompt, squares }
    return squares
  }

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

function samePrompt(a: PromptTokens, b: PromptTokens): boolean {
  const equal = (one: ArrayLike<number>, other: ArrayLike<number>) => {
    if (one.length !== other.length) return false
    for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false
    return true
  }
  return (
    equal(a.ids, b.ids) &&
    a.visual.length === b.visual.length &&
    a.visual.every(({ rows }, at) => equal(rows, b.visual[at]?.rows ?? []))
  )
}
