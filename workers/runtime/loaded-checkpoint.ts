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
import type {
  Asked,
  Checkpoint,
  ContinuationScore,
  GenerateRequest,
  Generation,
  HiddenStates,
  ScoreRequest,
  TokenSpan,
  VisualTokens,
} from './checkpoint'
import type { Decoder } from './decoder'
import { type Greedy, greedy } from './greedy'
import { meanStates } from './mean-states'
import { Prefill, type Read } from './prefill'
import { type Prompt, Prompts } from './prompts'
import { scoreContinuations } from './score-continuations'
import type { Vision } from './vision'

export interface LoadedParts {
  readonly digest: CheckpointDigest
  readonly shape: CheckpointShape
  readonly dialect: Dialect
  readonly compiled: CompiledCheckpoint
  readonly vision: Vision
  readonly decoder: Decoder
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
  private readonly prompts: Prompts
  private readonly prefill: Prefill

  constructor(private readonly parts: LoadedParts) {
    const { compiled, decoder } = parts
    const { language, imageToken } = compiled
    this.prompts = new Prompts({ ...parts, embeddingScale: language.embedding.scale, imageToken })
    this.prefill = new Prefill(decoder, this.prompts, language.shape, imageToken)
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

  visualTokenLayout(size: ImageSize, images = 1): VisualTokenLayout {
    return this.parts.compiled.packing(size, images).layout
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

  async generate(request: GenerateRequest): Promise<Generation> {
    const [generation] = await this.generateAll([request])
    if (!generation) throw new Error('one request has one generation')
    return generation
  }

  async generateAll(requests: readonly GenerateRequest[]): Promise<readonly Generation[]> {
    const read: { request: GenerateRequest; prompt: Prompt; read: Read }[] = []
    for (const request of requests) {
      const prompt = this.prompts.of(request)
      read.push({ request, prompt, read: await this.read(request, prompt) })
    }
    const answers = new Map<GenerateRequest, Greedy>()
    for (const group of Map.groupBy(
      read,
      ({ request, prompt }) => `${prompt.ids.length} ${request.maxNewTokens}`,
    ).values()) {
      const decoded = await this.decode(
        group.map(one => one.read),
        group[0]?.request.maxNewTokens ?? 0,
      )
      group.forEach(({ request }, at) => {
        const answer = decoded[at]
        if (answer) answers.set(request, answer)
      })
    }
    return read.map(one => this.generation(one.request, one.prompt, one.read, answers.get(one.request)))
  }

  async scoreContinuations(request: ScoreRequest): Promise<readonly ContinuationScore[]> {
    const prompt = this.prompts.of(request)
    const read = await this.prefill.shared(prompt.ids, request.visualTokens)
    const ids = request.continuations.map(text => this.prompts.continuationIds(request, text))
    return scoreContinuations(this.parts.decoder, this.prompts, read, ids)
  }

  async hiddenStates(asked: Asked, span: TokenSpan): Promise<HiddenStates> {
    const { compiled, decoder, tapped } = this.parts
    if (!tapped) throw new Refusal('bad-usage', 'the checkpoint was opened without taps on its hidden states')
    const { ids } = this.prompts.of(asked)
    const hidden = this.prompts.embed(ids, asked.visualTokens)
    const chosen = ids.map(id => span === 'all' || (id === compiled.imageToken) === (span === 'visual'))
    return meanStates(decoder, hidden, chosen, compiled.language.shape)
  }

  async close(): Promise<void> {
    this.prefill.forget()
    await this.parts.release()
  }

  private read({ visualTokens, noise = [], unshared }: GenerateRequest, { ids }: Prompt): Promise<Read> {
    if (unshared) return this.prefill.alone(ids, visualTokens, noise)
    if (noise.length > 0) return this.prefill.disturbed(ids, visualTokens, noise)
    return this.prefill.shared(ids, visualTokens)
  }

  private decode(reads: readonly Read[], maxNewTokens: number): Promise<Greedy[]> {
    const { compiled, decoder } = this.parts
    return greedy(decoder, reads, {
      maxNewTokens,
      stopTokens: compiled.stopTokens,
      vocabulary: compiled.language.shape.vocabulary,
      embed: id => this.prompts.embed([id], []),
    })
  }

  private generation(
    request: GenerateRequest,
    prompt: Prompt,
    { logits }: Read,
    answer: Greedy = { ids: [], stopped: false },
  ): Generation {
    return {
      text: this.parts.tokenizer.decode(answer.ids),
      promptText: prompt.text,
      inputIds: prompt.ids,
      generatedIds: answer.ids,
      truncated: !answer.stopped,
      ...(request.logits ? { logits: logits.slice() } : {}),
    }
  }
}
