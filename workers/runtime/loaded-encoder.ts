import { type InferenceSession, Tensor } from 'onnxruntime-node'
import type { CheckpointDigest } from '#lib/domain/checkpoint'
import { Refusal } from '#lib/domain/refusal'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { Dialect } from '#workers/compiler/dialect'
import type { CompiledEncoder } from '#workers/compiler/encoders/encoder'
import { applyRecipe } from '#workers/image/recipe'
import { encoderIo } from './compile-encoder'
import type { ClassAttention, ImageEncoder, StoredEncoderShape, ZeroShot } from './encoder'
import { floats, outputOf } from './session'
import type { TextEmbedder } from './text-embedder'
import { zeroShot } from './zero-shot'

export interface LoadedEncoderParts {
  readonly digest: CheckpointDigest
  readonly shape: StoredEncoderShape
  readonly dialect: Dialect
  readonly compiled: CompiledEncoder
  readonly image: InferenceSession
  readonly text: TextEmbedder | null
  /** What a cosine is scaled and shifted by. */
  readonly scale: number
  readonly bias: number
}

type Outputs = InferenceSession.OnnxValueMapType

/** An image encoder on ONNX Runtime. */
export class LoadedEncoder implements ImageEncoder {
  /** One run gives everything, so what was asked of a picture last answers the next question about it. */
  private latest: { readonly image: RgbImage; readonly outputs: Promise<Outputs> } | null = null

  constructor(private readonly parts: LoadedEncoderParts) {}

  get digest(): CheckpointDigest {
    return this.parts.digest
  }

  get shape(): StoredEncoderShape {
    return this.parts.shape
  }

  get provider(): string {
    return this.parts.dialect.provider
  }

  get precision(): string {
    return this.parts.dialect.precision
  }

  get labels(): readonly string[] {
    return this.parts.compiled.labels
  }

  async embedImage(image: RgbImage): Promise<Float32Array> {
    return read(await this.run(image), encoderIo.embedding)
  }

  async embedTexts(texts: readonly string[]): Promise<readonly Float32Array[]> {
    const { text } = this.parts
    if (!text) throw this.without('text tower')
    const embeddings: Float32Array[] = []
    for (const one of texts) embeddings.push(await text.embed(one))
    return embeddings
  }

  async classify(image: RgbImage): Promise<Float32Array> {
    if (this.shape.classes === 0) throw this.without('classification head')
    return read(await this.run(image), encoderIo.logits)
  }

  zeroShot(image: Float32Array, texts: readonly Float32Array[]): ZeroShot {
    const { compiled, scale, bias } = this.parts
    if (!compiled.contrast) throw this.without('text tower')
    return zeroShot(image, texts, { scale, bias, probabilities: compiled.contrast.probabilities })
  }

  async blockStates(image: RgbImage): Promise<readonly Float32Array[]> {
    const outputs = await this.run(image)
    const blocks = this.shape.vision.layers + 1
    return Array.from({ length: blocks }, (_, block) => read(outputs, encoderIo.state(block)))
  }

  async classAttention(image: RgbImage): Promise<ClassAttention> {
    const { attentionGrid: grid, vision } = this.shape
    if (grid === null || vision.heads === null) throw this.without('class token')
    return { heads: vision.heads, grid, values: read(await this.run(image), encoderIo.attention) }
  }

  async close(): Promise<void> {
    this.latest = null
    await this.parts.text?.release()
    await this.parts.image.release()
  }

  private run(image: RgbImage): Promise<Outputs> {
    if (this.latest?.image !== image) this.latest = { image, outputs: this.look(image) }
    return this.latest.outputs
  }

  private async look(image: RgbImage): Promise<Outputs> {
    const { tiles, width, height, values } = applyRecipe(image, this.parts.compiled.image)
    const side = this.shape.vision.imageSize
    if (tiles !== 1 || (side !== null && (width !== side || height !== side)))
      throw new Refusal(
        'bad-config',
        `the image processor makes ${tiles} × ${width} × ${height} px; the encoder takes 1 × ${side} × ${side}`,
      )
    return this.parts.image.run({ [encoderIo.pixels]: new Tensor('float32', values, [1, 3, height, width]) })
  }

  private without(part: string): Refusal {
    return new Refusal('bad-usage', `this ${this.shape.vision.modelType} has no ${part}`)
  }
}

/** A copy, so that nobody can change what the next question is answered with. */
function read(outputs: Outputs, name: string): Float32Array {
  return floats(outputOf(outputs, name)).slice()
}
