import { type InferenceSession, Tensor } from 'onnxruntime-node'
import { Refusal } from '#lib/domain/refusal'
import { decoderIo, type LlamaDecoderConfig, rotaryTable } from '#workers/compiler/layers/llama-decoder'

/** Keys and values of a sequence's first `length` positions; never written to once made. */
export interface KeyValueCache {
  readonly length: number
  readonly tensors: Readonly<Record<string, Tensor>>
}

/** Runs the decoder graph over a sequence, piece by piece. */
export class Decoder {
  constructor(
    private readonly session: InferenceSession,
    private readonly config: LlamaDecoderConfig,
  ) {}

  empty(): KeyValueCache {
    const { layers, keyValueHeads, headWidth } = this.config
    const none = () => new Tensor('float32', new Float32Array(0), [1, keyValueHeads, 0, headWidth])
    const names = Array.from({ length: layers }, (_, layer) => this.cacheNames(layer)).flat()
    return { length: 0, tensors: Object.fromEntries(names.map(({ past }) => [past, none()])) }
  }

  /**
   * Feeds embeddings after what the cache holds. @param embeddings [S, width].
   * Returns the logits of the last position, [vocabulary], and the longer cache.
   * @throws Refusal `unsupported-config` where the sequence outgrows the checkpoint's positions.
   */
  async feed(
    embeddings: Float32Array,
    cache: KeyValueCache,
  ): Promise<{ logits: Float32Array; cache: KeyValueCache }> {
    const { width, headWidth, layers, maxPositions } = this.config
    const count = embeddings.length / width
    const length = cache.length + count
    if (length > maxPositions)
      throw new Refusal(
        'unsupported-config',
        `a sequence of ${length} tokens; the checkpoint has ${maxPositions} positions`,
      )
    const { cosine, sine } = rotaryTable(this.config, cache.length, count)
    const outputs = await this.session.run({
      ...cache.tensors,
      [decoderIo.embeddings]: new Tensor('float32', embeddings, [count, width]),
      [decoderIo.cosine]: new Tensor('float32', cosine, [1, count, headWidth / 2]),
      [decoderIo.sine]: new Tensor('float32', sine, [1, count, headWidth / 2]),
    })
    const kept: Record<string, Tensor> = {}
    for (let layer = 0; layer < layers; layer++)
      for (const { past, present } of this.cacheNames(layer)) kept[past] = outputOf(outputs, present)
    return { logits: floats(outputOf(outputs, decoderIo.logits)), cache: { length, tensors: kept } }
  }

  private cacheNames(layer: number) {
    return (['key', 'value'] as const).map(part => ({
      past: decoderIo.past(layer, part),
      present: decoderIo.present(layer, part),
    }))
  }
}

export function outputOf(outputs: InferenceSession.OnnxValueMapType, name: string): Tensor {
  const output = outputs[name]
  if (!(output instanceof Tensor)) throw new Error(`the graph has no output ${name}`)
  return output
}

export function floats(tensor: Tensor): Float32Array {
  if (!(tensor.data instanceof Float32Array))
    throw new Error(`a ${tensor.type} tensor where float32 was authored`)
  return tensor.data
}
