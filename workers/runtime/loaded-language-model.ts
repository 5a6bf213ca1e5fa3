import type { CheckpointDigest } from '#lib/domain/checkpoint'
import type { Dialect } from '#workers/compiler/dialect'
import { Answerer, type AnswererParts } from './answerer'
import type {
  ContinuationScore,
  GenerateRequest,
  Generation,
  HiddenStates,
  PromptOutline,
  Question,
} from './checkpoint'
import type { LanguageModelShape } from './compile-language-model'
import type { EngineCosts } from './engine-costs'
import type { LanguageModelRunner, TextRequest, TextScoreRequest } from './language-model-runner'
import { noTokens } from './prompts'

export interface LoadedLanguageModelParts extends Omit<AnswererParts, 'imageToken'> {
  readonly digest: CheckpointDigest
  readonly shape: LanguageModelShape
  readonly dialect: Dialect
  readonly costs: EngineCosts
}

/** A language model on ONNX Runtime, answering greedily. */
export class LoadedLanguageModel implements LanguageModelRunner {
  private readonly answerer: Answerer

  constructor(private readonly parts: LoadedLanguageModelParts) {
    this.answerer = new Answerer({ ...parts, imageToken: -1 })
  }

  get digest(): CheckpointDigest {
    return this.parts.digest
  }

  get shape(): LanguageModelShape {
    return this.parts.shape
  }

  get provider(): string {
    return this.parts.dialect.provider
  }

  get precision(): string {
    return this.parts.dialect.precision
  }

  get costs(): EngineCosts {
    return this.parts.costs
  }

  async promptOutline(question: Question, pictures: number): Promise<PromptOutline> {
    return this.answerer.promptOutline(question, pictures)
  }

  generateAll(requests: readonly GenerateRequest[]): Promise<Generation[]> {
    return this.answerer.generateAll(requests)
  }

  generate({ prompt, ...request }: TextRequest): Promise<Generation> {
    return this.answerer.generate({ ...request, question: prompt, visualTokens: [] })
  }

  scoreContinuations({ prompt, continuations }: TextScoreRequest): Promise<readonly ContinuationScore[]> {
    return this.answerer.scoreContinuations({ question: prompt, visualTokens: [], continuations })
  }

  async hiddenStates(text: string): Promise<HiddenStates> {
    const ids = this.parts.tokenizer.encode(text, { addSpecialTokens: true })
    if (ids.length === 0) throw noTokens(text)
    return this.answerer.meanStates(
      ids,
      [],
      ids.map(() => true),
    )
  }

  async close(): Promise<void> {
    this.answerer.forget()
    this.parts.embeddings.close()
    await this.parts.decoder.release()
  }
}
