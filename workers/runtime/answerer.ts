import { Refusal } from '#lib/domain/refusal'
import type { LanguageModel } from '#workers/compiler/language-models/language-model'
import type { RowReader } from '#workers/safetensors/read-rows'
import type { ChatTemplate } from '#workers/text/chat-template'
import type { TextTokenizer } from '#workers/text/tokenizer'
import type {
  Asked,
  ContinuationScore,
  GenerateRequest,
  Generation,
  HiddenStates,
  PromptOutline,
  Question,
  ScoreRequest,
  VisualTokens,
} from './checkpoint'
import type { Continued, Continuer, PromptToContinue } from './continuer'
import type { Decoder } from './decoder'
import { GreedyLoop } from './greedy-loop'
import { LoopContinuer } from './loop-continuer'
import { type Prompt, Prompts } from './prompts'
import { StepwiseContinuer } from './stepwise-continuer'

export interface AnswererParts {
  readonly language: LanguageModel
  readonly decoder: Decoder | GreedyLoop
  readonly embeddings: RowReader
  readonly tokenizer: TextTokenizer
  readonly chatTemplate: ChatTemplate
  readonly stopTokens: readonly number[]
  /** The id in whose places visual tokens stand; -1: none. */
  readonly imageToken: number
  /** Whether the decoder gives pooled hidden states. */
  readonly tapped: boolean
}

/** A language model with its tokenizer and template: it reads prompts, and answers greedily. */
export class Answerer {
  private readonly prompts: Prompts
  private readonly continuer: Continuer

  constructor(private readonly parts: AnswererParts) {
    const { language, decoder } = parts
    this.prompts = new Prompts({ ...parts, embeddingScale: language.embedding.scale })
    this.continuer =
      decoder instanceof GreedyLoop
        ? new LoopContinuer(decoder, this.prompts, language.shape, parts)
        : new StepwiseContinuer(decoder, this.prompts, language.shape, parts)
  }

  /** Answers all of them, those alike in length and beginning side by side. */
  async generateAll(requests: readonly GenerateRequest[]): Promise<Generation[]> {
    const prompts = requests.map(request => this.prompts.of(request))
    const answers = await this.continuer.continueAll(
      requests.map((request, at) => this.toContinue(request, prompts[at]?.ids ?? [])),
    )
    return requests.flatMap((request, at) => {
      const [prompt, answer] = [prompts[at], answers[at]]
      return prompt && answer ? [this.generation(request, prompt, answer)] : []
    })
  }

  async generate(request: GenerateRequest): Promise<Generation> {
    const [generation] = await this.generateAll([request])
    if (!generation) throw new Error('one request has one generation')
    return generation
  }

  async scoreContinuations(request: ScoreRequest): Promise<readonly ContinuationScore[]> {
    const { scores = [] } = await this.generate({ ...request, maxNewTokens: 0 })
    return scores
  }

  /** @param pictures in the prompt. */
  promptOutline(question: Question, pictures: number): PromptOutline {
    return this.prompts.outline(question, pictures)
  }

  /** The ids of a question in the checkpoint's template. */
  idsOf(asked: Asked): readonly number[] {
    return this.prompts.of(asked).ids
  }

  /**
   * Mean hidden states of the ids that are `chosen`, one flag each.
   * @throws Refusal `bad-usage` where the decoder gives none.
   */
  async meanStates(
    ids: readonly number[],
    visual: readonly VisualTokens[],
    chosen: readonly boolean[],
  ): Promise<HiddenStates> {
    if (!this.parts.tapped)
      throw new Refusal('bad-usage', 'the checkpoint was opened without taps on its hidden states')
    return this.continuer.meanStates({ ids, visual }, chosen)
  }

  /** Lets go of what it kept of earlier prompts. */
  forget(): void {
    this.continuer.forget()
  }

  private toContinue(request: GenerateRequest, ids: readonly number[]): PromptToContinue {
    const { visualTokens: visual, maxNewTokens, stopTexts = [], continuations = [] } = request
    const { noise = [], resume = null, keep = false } = request
    return {
      ...{ ids, visual, maxNewTokens, noise, resume, keep },
      ends: said => stopTexts.length > 0 && this.end(said, stopTexts) !== null,
      continuations: continuations.map(text => this.prompts.continuationIds(request, text)),
    }
  }

  /** Where the first of the texts stands in the answer; null where none does. */
  private end(ids: readonly number[], texts: readonly string[]): number | null {
    const said = this.parts.tokenizer.decode(ids)
    const places = texts.map(text => said.indexOf(text)).filter(place => place >= 0)
    return places.length > 0 ? Math.min(...places) : null
  }

  private generation(
    request: GenerateRequest,
    prompt: Prompt,
    { ids, stopped, logits, scores }: Continued,
  ): Generation {
    if (!logits.every(Number.isFinite))
      throw new Refusal(
        'bad-safetensors',
        'the checkpoint answers with logits that are no numbers: its weights hold values that are not finite, or outgrow the precision of the computation',
      )
    const { stopTexts = [] } = request
    const end = stopTexts.length > 0 ? this.end(ids, stopTexts) : null
    const text = this.parts.tokenizer.decode(ids)
    return {
      text: end === null ? text : text.slice(0, end).trim(),
      promptText: prompt.text,
      inputIds: prompt.ids,
      generatedIds: ids,
      truncated: !stopped && end === null,
      ...(request.logits ? { logits: logits.slice() } : {}),
      ...(request.continuations ? { scores } : {}),
    }
  }
}
