import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { boundedTemplate } from './bounded-template'

const longestTemplate = 100_000
/** A rendered prompt may be this much longer than the conversation. */
const longestPrompt = 1_000_000

const templateField = z.looseObject({
  chat_template: z
    .union([
      z.string(),
      z.array(z.object({ name: z.string(), template: z.string() })),
      z.record(z.string(), z.string()),
    ])
    .nullish(),
})

export type MessagePart = { readonly type: 'image' } | { readonly type: 'text'; readonly text: string }

/** `content` is a list of parts for a checkpoint that sees, plain text for one that only reads. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string | readonly MessagePart[]
}

export interface RenderOptions {
  /** Whether the prompt ends where the answer begins. True unless said otherwise. */
  readonly addGenerationPrompt?: boolean
}

export type ConversationTemplate = (messages: readonly Message[], options?: RenderOptions) => string

/** Renders one user turn with `images` pictures, ready for the answer. */
export type ChatTemplate = (question: string, images: number) => string

/** Where a checkpoint may keep its template; null where there is no such file. */
export interface TemplateFiles {
  /** `chat_template.jinja` */
  readonly jinja: string | null
  /** Parsed `chat_template.json`, `processor_config.json` and `tokenizer_config.json`. */
  readonly json: readonly [legacy?: unknown, processor?: unknown, tokenizer?: unknown]
}

type Specials = Readonly<Record<string, string>>

/**
 * The checkpoint's own template over whole conversations. @param specials `bos_token` and the like, which it may print.
 * @throws Refusal `bad-chat-template`, also from the template it returns.
 */
export function openConversationTemplate(
  files: TemplateFiles,
  specials: Specials = {},
): ConversationTemplate {
  const source = templateSource(files)
  if (source === null)
    refuse('there is none: no chat_template.jinja, and no (default) chat_template in the JSON files')
  if (source.length > longestTemplate) refuse(`${source.length} characters, at most ${longestTemplate}`)
  const render = followed(() => boundedTemplate(source))
  return (messages, { addGenerationPrompt = true } = {}) => {
    // transformers always defines the tools and documents that there are none of.
    const prompt = followed(() =>
      render({
        ...specials,
        messages,
        tools: null,
        documents: null,
        add_generation_prompt: addGenerationPrompt,
      }),
    )
    const given = messages.reduce((sum, message) => sum + lengthOf(message), 0)
    if (prompt.length > given + longestPrompt)
      refuse(`it renders ${prompt.length} characters for a conversation of ${given}`)
    return prompt
  }
}

/** The checkpoint's own template for single questions. @throws as `openConversationTemplate`. */
export function openChatTemplate(files: TemplateFiles, specials: Specials = {}): ChatTemplate {
  const render = openConversationTemplate(files, specials)
  return (question, images) => {
    const pictures = Array.from({ length: images }, () => ({ type: 'image' }) as const)
    return render([{ role: 'user', content: [...pictures, { type: 'text', text: question }] }])
  }
}

/** For a checkpoint that only reads: its template over plain text, and the text itself where it has no template. */
export function openTextTemplate(
  files: TemplateFiles,
  specials: Specials = {},
): (question: string) => string {
  if (!hasTemplate(files)) return question => question
  const render = openConversationTemplate(files, specials)
  return question => render([{ role: 'user', content: question }])
}

export function hasTemplate(files: TemplateFiles): boolean {
  return templateSource(files) !== null
}

/**
 * In the order of transformers 5 (`get_processor_dict`, then the tokenizer's own): a template in processor_config.json,
 * the legacy chat_template.json, chat_template.jinja, tokenizer_config.json.
 */
function templateSource({ jinja, json: [legacy, processor, tokenizer] }: TemplateFiles): string | null {
  return templateIn(processor) ?? templateIn(legacy) ?? jinja ?? templateIn(tokenizer)
}

function templateIn(file: unknown): string | null {
  const parsed = templateField.safeParse(file)
  const found = parsed.success ? parsed.data.chat_template : null
  if (!found) return null
  if (typeof found === 'string') return found
  return (Array.isArray(found) ? found.find(one => one.name === 'default')?.template : found.default) ?? null
}

function lengthOf({ content }: Message): number {
  if (typeof content === 'string') return content.length
  return content.reduce((sum, part) => sum + (part.type === 'text' ? part.text.length : 0), 0)
}

/** A template is a foreign program: whatever it throws is a reason to refuse it. */
function followed<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error), error)
  }
}

function refuse(reason: string, cause?: unknown): never {
  throw new Refusal('bad-chat-template', `the chat template cannot be used: ${reason}`, { cause })
}
