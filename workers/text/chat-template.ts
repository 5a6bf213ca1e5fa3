import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Template } from '@huggingface/jinja'
import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'

const longestTemplate = 100_000
/** A rendered prompt may be this much longer than the question. */
const longestPrompt = 1_000_000
/** Loops nest at most this deep, and a literal range counts at most this far. */
const deepestLoop = 3
const longestRange = 10_000

const templateField = z.looseObject({
  chat_template: z
    .union([
      z.string(),
      z.array(z.object({ name: z.string(), template: z.string() })),
      z.record(z.string(), z.string()),
    ])
    .nullish(),
})

/** Renders one user turn with `images` pictures, ready for the answer. */
export type ChatTemplate = (question: string, images: number) => string

/**
 * The checkpoint's own template: `chat_template.jinja`, then `chat_template.json`, `processor_config.json`,
 * `tokenizer_config.json`. @throws Refusal `bad-chat-template`.
 */
export function openChatTemplate(directory: string): ChatTemplate {
  const source = templateSource(directory)
  if (source === null) refuse('there is none: no chat_template.jinja, and no chat_template in the JSON files')
  if (source.length > longestTemplate) refuse(`${source.length} characters, at most ${longestTemplate}`)
  checkLoops(source)
  const template = compile(source)
  return (question, images) => {
    const content = [
      ...Array.from({ length: images }, () => ({ type: 'image' })),
      { type: 'text', text: question },
    ]
    const prompt = render(template, { messages: [{ role: 'user', content }], add_generation_prompt: true })
    if (prompt.length > question.length + longestPrompt)
      refuse(`it renders ${prompt.length} characters for a question of ${question.length}`)
    return prompt
  }
}

function templateSource(directory: string): string | null {
  const file = join(directory, 'chat_template.jinja')
  if (existsSync(file)) return readFileSync(file, 'utf8')
  for (const name of ['chat_template.json', 'processor_config.json', 'tokenizer_config.json']) {
    const path = join(directory, name)
    if (!existsSync(path)) continue
    const parsed = templateField.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    const found = parsed.success ? parsed.data.chat_template : null
    if (!found) continue
    if (typeof found === 'string') return found
    const named = Array.isArray(found) ? found.find(one => one.name === 'default')?.template : found.default
    if (named !== undefined) return named
  }
  return null
}

/** A template cannot be interrupted while it renders, so what could run away is refused before it starts. */
function checkLoops(source: string): void {
  let depth = 0
  for (const [, keyword] of source.matchAll(/\{%-?\s*(for|endfor)\b/g)) {
    depth += keyword === 'for' ? 1 : -1
    if (depth > deepestLoop) refuse(`loops nest deeper than ${deepestLoop}`)
  }
  for (const [, last] of source.matchAll(/range\s*\(([^)]*)\)/g))
    for (const [digits] of (last ?? '').matchAll(/\d+/g))
      if (Number(digits) > longestRange) refuse(`range(${last}) counts further than ${longestRange}`)
}

function compile(source: string): Template {
  try {
    return new Template(source)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error), error)
  }
}

function render(template: Template, context: Record<string, unknown>): string {
  try {
    return template.render(context)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error), error)
  }
}

function refuse(reason: string, cause?: unknown): never {
  throw new Refusal('bad-chat-template', `the chat template cannot be used: ${reason}`, { cause })
}
