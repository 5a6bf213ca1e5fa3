import { type InferenceSession, Tensor } from 'onnxruntime-node'
import type { CheckpointDigest, CheckpointShape } from '#lib/domain/checkpoint'
import { Refusal } from '#lib/domain/refusal'
import type { RgbImage } from '#lib/domain/rgb-image'
import type { VisualTokenLayout } from '#lib/domain/visual-tokens'
import type { CompiledCheckpoint } from '#workers/compiler/families/family'
import { applyRecipe } from '#workers/image/recipe'
import type { RowReader } from '#workers/safetensors/read-rows'
import type { ChatTemplate } from '#workers/text/chat-template'
import type { TextTokenizer } from '#workers/text/tokenizer'
import type { Checkpoint, GenerateRequest, Generation, VisualTokens } from './checkpoint'
import { type Decoder, floats, type KeyValueCache, outputOf } from './decoder'

export interface LoadedParts {
  readonly digest: CheckpointDigest
  readonly shape: CheckpointShape
  readonly compiled: CompiledCheckpoint
  readonly vision: InferenceSession
  readonly decoder: Decoder
  readonly embeddings: RowReader
  readonly tokenizer: TextTokenizer
  readonly chatTemplate: ChatTemplate
  release(): Promise<void>
}

/** A prompt up to its last visual token: what every question about one picture shares. */
interface SharedPrefix {
  readonly visual: VisualTokens
  readonly ids: readonly number[]
  /** Null until a second question about the same picture shows that it is worth keeping. */
  readonly cache: KeyValueCache | null
}

/** A question in the checkpoint's own template. */
interface Prompt {
  readonly text: string
  readonly ids: readonly number[]
}

/** Prompts kept: an item asks the same two, with and without its picture, under every condition. */
const keptPrompts = 64

/** A checkpoint on ONNX Runtime, answering greedily. */
export class LoadedCheckpoint implements Checkpoint {
  readonly provider = 'cpu'
  readonly precision = 'fp32'
  private prefix: SharedPrefix | null = null
  private readonly prompts = new Map<string, Prompt>()

  constructor(private readonly parts: LoadedParts) {}

  get digest(): CheckpointDigest {
    return this.parts.digest
  }

  get shape(): CheckpointShape {
    return this.parts.shape
  }

  visualTokenLayout(): VisualTokenLayout {
    return this.parts.compiled.layout
  }

  async encodeImage(image: RgbImage): Promise<VisualTokens> {
    const { compiled, vision } = this.parts
    const pixels = applyRecipe(image, compiled.image)
    if (pixels.width !== compiled.imageSize || pixels.height !== compiled.imageSize)
      throw new Refusal(
        'bad-config',
        `the image processor makes ${pixels.width} x ${pixels.height} px; the vision tower takes ${compiled.imageSize} x ${compiled.imageSize}`,
      )
    const input = new Tensor('float32', pixels.values, [1, 3, compiled.imageSize, compiled.imageSize])
    const outputs = await vision.run({ pixel_values: input })
    const [name = ''] = vision.outputNames
    return { layout: compiled.layout, rows: floats(outputOf(outputs, name)) }
  }

  async generate(request: GenerateRequest): Promise<Generation> {
    const { compiled, decoder, tokenizer } = this.parts
    const prompt = this.promptOf(request.question, request.visualTokens.length)
    const inputIds = this.expand(prompt.ids, request.visualTokens)
    let { logits, cache } = await this.prefill(inputIds, request.visualTokens)
    const first = request.logits ? logits.slice() : undefined
    const generatedIds: number[] = []
    let stopped = false
    while (generatedIds.length < request.maxNewTokens) {
      const next = largest(logits)
      stopped = compiled.stopTokens.includes(next)
      if (stopped) break
      generatedIds.push(next)
      if (generatedIds.length < request.maxNewTokens)
        ({ logits, cache } = await decoder.feed(this.parts.embeddings.row(next).slice(), cache))
    }
    return {
      text: tokenizer.decode(generatedIds),
      promptText: prompt.text,
      inputIds,
      generatedIds,
      truncated: !stopped,
      ...(first ? { logits: first } : {}),
    }
  }

  async close(): Promise<void> {
    this.prefix = null
    await this.parts.release()
  }

  private promptOf(question: string, images: number): Prompt {
    const key = `${images} ${question}`
    const known = this.prompts.get(key)
    if (known) return known
    if (this.prompts.size >= keptPrompts) this.prompts.clear()
    const text = this.parts.chatTemplate(question, images)
    const prompt = { text, ids: this.parts.tokenizer.encode(text) }
    this.prompts.set(key, prompt)
    return prompt
  }

  /** One image id per visual token. */
  private expand(ids: readonly number[], visual: readonly VisualTokens[]): number[] {
    const { imageToken } = this.parts.compiled
    const places = ids.filter(id => id === imageToken).length
    if (places !== visual.length)
      throw new Refusal('bad-chat-template', `the prompt has ${places} places for ${visual.length} pictures`)
    let image = 0
    return ids.flatMap(id =>
      id === imageToken ? new Array<number>(visual[image++]?.layout.count ?? 0).fill(imageToken) : [id],
    )
  }

  /**
   * Causal attention: nothing after the last visual token can change what stands before it, so that is kept from the
   * second question about a picture on. The first one is fed whole.
   */
  private async prefill(ids: readonly number[], visual: readonly VisualTokens[]) {
    const { decoder, compiled } = this.parts
    const [only] = visual
    if (visual.length !== 1 || !only) return decoder.feed(this.embed(ids, visual), decoder.empty())
    const end = ids.lastIndexOf(compiled.imageToken) + 1
    const head = ids.slice(0, end)
    if (this.prefix?.visual !== only || !equal(this.prefix.ids, head)) {
      this.prefix = { visual: only, ids: head, cache: null }
      return decoder.feed(this.embed(ids, visual), decoder.empty())
    }
    const cache = this.prefix.cache ?? (await decoder.feed(this.embed(head, visual), decoder.empty())).cache
    this.prefix = { visual: only, ids: head, cache }
    return decoder.feed(this.embed(ids.slice(end), []), cache)
  }

  /** [ids.length, width]: rows of the embedding table, and the visual tokens in the places of the image ids. */
  private embed(ids: readonly number[], visual: readonly VisualTokens[]): Float32Array {
    const { embeddings, compiled } = this.parts
    const { width } = compiled.decoder
    const out = new Float32Array(ids.length * width)
    let image = 0
    let row = 0
    ids.forEach((id, at) => {
      const current = visual[image]
      if (id !== compiled.imageToken || !current) {
        out.set(embeddings.row(id), at * width)
        return
      }
      out.set(current.rows.subarray(row * width, (row + 1) * width), at * width)
      row += 1
      if (row === current.layout.count) {
        image += 1
        row = 0
      }
    })
    return out
  }
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, at) => id === b[at])
}

/** Index of the largest value; the lowest one of equals. */
function largest(values: Float32Array): number {
  let best = 0
  for (let at = 1; at < values.length; at++) if ((values[at] ?? 0) > (values[best] ?? 0)) best = at
  return best
}
