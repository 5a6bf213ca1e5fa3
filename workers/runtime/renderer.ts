import type { ChatTemplate } from '#workers/text/chat-template'
import type { TextTokenizer } from '#workers/text/tokenizer'
import type { Question } from './checkpoint'

interface Rendered {
  readonly text: string
  readonly ids: readonly number[]
}

export interface RendererParts {
  readonly tokenizer: TextTokenizer
  readonly chatTemplate: ChatTemplate
}

/** Puts a question about so many pictures into the chat template and makes tokens of it. */
export type Renderer = (question: Question, images: number) => Rendered

/** Prompts kept: an item asks the same two, with and without its picture, under every condition. */
const keptPrompts = 64

export function renderer({ tokenizer, chatTemplate }: RendererParts): Renderer {
  const rendered = new Map<string, Rendered>()
  return ({ question, raw = false }, images) => {
    const key = `${raw ? 'raw' : images} ${question}`
    const known = rendered.get(key)
    if (known) return known
    if (rendered.size >= keptPrompts) rendered.clear()
    const text = raw ? question : chatTemplate(question, images)
    const made = { text, ids: tokenizer.encode(text) }
    rendered.set(key, made)
    return made
  }
}
