import type { CheckpointDigest, CheckpointShape } from '#lib/domain/checkpoint'
import { Refusal } from '#lib/domain/refusal'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { ImageSize, VisualTokenLayout } from '#lib/domain/visual-tokens'
import type { Dialect } from '#workers/compiler/dialect'
import type { CompiledCheckpoint } from '#workers/compiler/families/family'
import { pack } from '#workers/compiler/visual-packing'
import { applyRecipe } from '#workers/image/recipe'
import type { RowReader } from '#workers/safetensors/read-rows'
import type { ChatTemplate } from '#workers/text/chat-template'
import type { TextTokenizer } from '#workers/text/tokenizer'
import { Answerer } from './answerer'
import type {
  Asked,
  Checkpoint,
  ContinuationScore,
  GenerateRequest,
  Generation,
  HiddenStates,
  PromptOutline,
  Question,
  ScoreRequest,
  TokenSpan,
  VisualTokens,
} from './checkpoint'
import type { Decoder } from './decoder'
import type { EngineCosts } from './engine-costs'
import type { GreedyLoop } from './greedy-loop'
import type { Vision } from './vision'

export interface LoadedParts {
  readonly digest: CheckpointDigest
  readonly shape: CheckpointShape
  readonly dialect: Dialect
  readonly costs: EngineCosts
  readonly compiled: CompiledCheckpoint
  readonly vision: Vision
  readonly decoder: Decoder | GreedyLoop
  /** [text width], where the packing has newlines. */
  readonly newline: Float32Array | null
  readonly embeddings: RowReader
  readonly tokenizer: TextTokenizer
  readonly chatTemplate: ChatTemplate
  readonly tapped: boolean
  release(): Promise<void>
}

/** A checkpoint on ONNX Runtime, answering greedily. */
export class LoadedCheckpoint implements Checkpoint {
  private readonly answerer: Answerer

  constructor(private readonly parts: LoadedParts) {
    const { language, stopTokens, imageToken } = parts.compiled
    this.answerer = new Answerer({ ...parts, language, stopTokens, imageToken })
  }

  get digest(): CheckpointDigest {
    return this.parts.digest
  }

  get shape(): CheckpointShape {
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

  visualTokenLayout(size: ImageSize, images = 1): VisualTokenLayout {
    return this.parts.compiled.packing(size, images).layout
  }

  towerPasses(size: ImageSize, images = 1): number {
    return this.parts.compiled.packing(size, images).tiles
  }

  async promptOutline(question: Question, pictures: number): Promise<PromptOutline> {
    return this.answerer.promptOutline(question, pictures)
  }

  async encodeImage(image: RgbImage, images = 1): Promise<VisualTokens> {
    const { compiled, newline, vision } = this.parts
    const packing = compiled.packing(image, images)
    const { width } = compiled.language.shape
    const pixels = applyRecipe(image, compiled.image, images)
    const { side } = vision
    if (pixels.width !== side || pixels.height !== side || pixels.tiles !== packing.tiles)
      throw new Refusal(
        'bad-config',
        `the image processor makes ${pixels.tiles} × ${pixels.width} × ${pixels.height} px; the model takes ${packing.tiles} × ${side} × ${side}`,
      )
    const rows = new Float32Array(packing.tiles * compiled.rowsPerTile * width)
    const area = 3 * side * side
    for (let tile = 0; tile < packing.tiles; tile++) {
      const values = pixels.values.subarray(tile * area, (tile + 1) * area)
      rows.set(await vision.encode(values), tile * compiled.rowsPerTile * width)
    }
    return { layout: packing.layout, rows: pack(packing, rows, newline, width) }
  }

  generate(request: GenerateRequest): Promise<Generation> {
    return this.answerer.generate(request)
  }

  generateAll(requests: readonly GenerateRequest[]): Promise<readonly Generation[]> {
    return this.answerer.generateAll(requests)
  }

  scoreContinuations(request: ScoreRequest): Promise<readonly ContinuationScore[]> {
    return this.answerer.scoreContinuations(request)
  }

  async hiddenStates(asked: Asked, span: TokenSpan): Promise<HiddenStates> {
    const { imageToken } = this.parts.compiled
    const ids = this.answerer.idsOf(asked)
    const chosen = ids.map(id => span === 'all' || (id === imageToken) === (span === 'visual'))
    return this.answerer.meanStates(ids, asked.visualTokens, chosen)
  }

  async close(): Promise<void> {
    this.answerer.forget()
    await this.parts.release()
  }
}
