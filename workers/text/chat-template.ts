import { Template } from '@huggingface/jinja'
import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { within } from './within'

const longestTemplate = 100_000
/** A rendered prompt may be this much longer than the question. */
const longestPrompt = 1_000_000
/** Published templates render in a few milliseconds. */
const limitMs = 500

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

/** Where a checkpoint may keep its template; null where there is no such file. */
export interface TemplateFiles {
  /** `chat_template.jinja` */
  readonly jinja: string | null
  /** Parsed `chat_template.json`, `processor_config.json` and `tokenizer_config.json`, in order of precedence. */
  readonly json: readonly unknown[]
}

/** The checkpoint's own template. @throws Refusal `bad-chat-template`, also from the template it returns. */
export function openChatTemplate(files: TemplateFiles): ChatTemplate {
  const source = templateSource(files)
  if (source === null) refuse('there is none: no chat_template.jinja, and no chat_template in the JSON files')
  if (source.length > longestTemplate) refuse(`${source.length} characters, at most ${longestTemplate}`)
  const template = bounded(() => new Template(source))
  return (question, images) => {
    const content = [
      ...Array.from({ length: images }, () => ({ type: 'image' })),
      { type: 'text', text: question },
    ]
    const messages = [{ role: 'user', content }]
    const prompt = bounded(() => template.render({ messages, add_generation_prompt: true }))
    if (prompt.length > question.length + longestPrompt)
      refuse(`it renders ${prompt.length} characters for a question of ${question.length}`)
    return prompt
  }
}

function templateSource({ jinja, json }: TemplateFiles): string | null {
  if (jinja !== null) return jinja
  for (const file of json) {
    const parsed = templateField.safeParse(file)
    const found = parsed.success ? parsed.data.chat_template : null
    if (!found) continue
    if (typeof found === 'string') return found
    const named = Array.isArray(found) ? found.find(one => one.name === 'default')?.template : found.default
    if (named !== undefined) return named
  }
  return null
}

/** A template is a program: it may loop for ever. */
function bounded<T>(work: () => T): T {
  try {
    return within(limitMs, work)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error), error)
  }
}

function refuse(reason: string, cause?: unknown): never {
  throw new Refusal('bad-chat-template', `the chat template cannot be used: ${reason}`, { cause })
}
