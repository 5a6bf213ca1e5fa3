import { type InferenceSession, Tensor } from 'onnxruntime-node'
import { Refusal } from '#lib/domain/refusal'
import type { TextTower } from '#workers/compiler/encoders/encoder'
import type { RowReader } from '#workers/safetensors/read-rows'
import type { TextTokenizer } from '#workers/text/tokenizer'
import { encoderIo } from './compile-encoder'
import { floats, outputOf } from './session'

/** The half of a contrastive encoder that reads. */
export class TextEmbedder {
  constructor(
    private readonly session: InferenceSession,
    private readonly tower: TextTower,
    private readonly tokenizer: TextTokenizer,
    private readonly embeddings: RowReader,
  ) {}

  /** [embeddingWidth]. @throws Refusal `bad-tokenizer` where an id has no embedding. */
  async embed(text: string): Promise<Float32Array> {
    const { ids, used } = this.tokenizer.encodeFixed(text, this.tower.shape.maxPositions)
    const fed = this.tower.fed(ids, used)
    const { width, count } = this.embeddings
    const rows = new Float32Array(fed.length * width)
    fed.forEach((id, at) => {
      if (id >= count)
        throw new Refusal('bad-tokenizer', `token id ${id} of a text; the checkpoint has ${count} embeddings`)
      rows.set(this.embeddings.row(id), at * width)
    })
    const input = new Tensor('float32', rows, [fed.length, width])
    const outputs = await this.session.run({ [encoderIo.tokenEmbeddings]: input })
    return floats(outputOf(outputs, encoderIo.embedding))
  }

  async release(): Promise<void> {
    this.embeddings.close()
    await this.session.release()
  }
}
