import type { CheckpointFiles } from '#workers/compiler/families/family'
import {
  type ChatTemplate,
  hasTemplate,
  openChatTemplate,
  openTextTemplate,
  type TemplateFiles,
} from '#workers/text/chat-template'
import { openTokenizer, type TextTokenizer } from '#workers/text/tokenizer'

/** Where a checkpoint's files may keep its chat template. */
export function templateFiles(files: CheckpointFiles): TemplateFiles {
  return { jinja: files.jinja, json: [files.chatTemplate, files.processor, files.tokenizerConfig] }
}

/** The tokenizer and the chat template of a checkpoint that sees. @throws Refusal `bad-tokenizer`, `bad-chat-template`. */
export function openText(files: CheckpointFiles): { tokenizer: TextTokenizer; chatTemplate: ChatTemplate } {
  const tokenizer = openTokenizer(files.tokenizer, files.tokenizerConfig, files)
  return { tokenizer, chatTemplate: openChatTemplate(templateFiles(files), tokenizer.specials) }
}

/**
 * The tokenizer of a language model that stands alone, and its chat template if it has one: a template prints the special
 * tokens itself, and transformers adds none to what it prints. @throws Refusal `bad-tokenizer`, `bad-chat-template`.
 */
export function openPlainText(files: CheckpointFiles): {
  tokenizer: TextTokenizer
  chatTemplate: ChatTemplate
} {
  const tokenizer = openTokenizer(files.tokenizer, files.tokenizerConfig, files)
  const template = templateFiles(files)
  const chatTemplate = openTextTemplate(template, tokenizer.specials)
  if (!hasTemplate(template)) return { tokenizer, chatTemplate }
  const encode: TextTokenizer['encode'] = (text, options) =>
    tokenizer.encode(text, { addSpecialTokens: false, ...options })
  return { tokenizer: { ...tokenizer, encode }, chatTemplate }
}
