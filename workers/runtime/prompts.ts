import { Refusal } from '#lib/domain/refusal'
import type { RowReader } from '#workers/safetensors/read-rows'
import type { Asked, PromptOutline, Question, VisualTokens } from './checkpoint'
import { type Renderer, type RendererParts, renderer } from './renderer'

/** A question in the checkpoint's own template, one image id per visual token. */
export interface Prompt {
  readonly text: string
  readonly ids: readonly number[]
}

export interface PromptParts extends RendererParts {
  readonly embeddings: RowReader
  /** What every row of the table is multiplied by. */
  readonly embeddingScale: number
  readonly imageToken: number
}

/** From questions to token ids and embeddings. */
export class Prompts {
  private readonly render: Renderer

  constructor(private readonly parts: PromptParts) {
    this.render = renderer(parts)
  }

  /** @throws Refusal `bad-chat-template` where the prompt has not one place for each picture; see `noTokens`. */
  of(asked: Asked): Prompt {
    const { visualTokens } = asked
    const { text, ids } = this.render(asked, visualTokens.length)
    const { imageToken } = this.parts
    const places = ids.filter(id => id === imageToken).length
    if (places !== visualTokens.length)
      throw new Refusal(
        'bad-chat-template',
        `the prompt has ${places} places for ${visualTokens.length} pictures`,
      )
    let image = 0
    const expanded = ids.flatMap(id =>
      id === imageToken ? new Array<number>(visualTokens[image++]?.layout.count ?? 0).fill(imageToken) : [id],
    )
    if (expanded.length === 0) throw noTokens(text)
    return { text, ids: expanded }
  }

  /** @param pictures in the prompt. */
  outline(question: Question, pictures: number): PromptOutline {
    return { ...this.render(question, pictures), imageToken: this.parts.imageToken }
  }

  /** Ids that a text adds where it follows the prompt. */
  continuationIds(asked: Asked, continuation: string): number[] {
    const { text, ids } = this.render(asked, asked.visualTokens.length)
    return this.parts.tokenizer.encode(text + continuation).slice(ids.length)
  }

  /**
   * The tokens from `first` on, [ids.length - first, width]: rows of the embedding table, and the visual tokens in the
   * places of the image ids.
   */
  embed(ids: readonly number[], visual: readonly VisualTokens[], first = 0): Float32Array {
    const { embeddings, imageToken } = this.parts
    const { width } = embeddings
    const out = new Float32Array((ids.length - first) * width)
    let image = 0
    let row = 0
    ids.forEach((id, at) => {
      const current = visual[image]
      if (id !== imageToken || !current) {
        if (at >= first) out.set(this.row(id), (at - first) * width)
        return
      }
      if (at >= first) out.set(current.rows.subarray(row * width, (row + 1) * width), (at - first) * width)
      row += 1
      if (row === current.layout.count) {
        image += 1
        row = 0
      }
    })
    return out
  }

  private row(id: number): Float32Array {
    const { embeddings, embeddingScale } = this.parts
    if (id >= embeddings.count)
      throw new Refusal(
        'bad-tokenizer',
        `the tokenizer gives id ${id}; the checkpoint has embeddings of ${embeddings.count} ids`,
      )
    const row = embeddings.row(id)
    return embeddingScale === 1 ? row : row.map(value => value * embeddingScale)
  }
}

/** Why a text cannot be read: `bad-usage` where there is none, `bad-tokenizer` where none of it is in the vocabulary. */
export function noTokens(text: string): Refusal {
  if (text === '')
    return new Refusal('bad-usage', 'there is no text, and the tokenizer puts nothing before it')
  return new Refusal('bad-tokenizer', `the tokenizer makes no token of ${JSON.stringify(text.slice(0, 100))}`)
}
