import type { CheckpointFiles } from '#workers/compiler/families/family'
import { type ChatTemplate, openChatTemplate, type TemplateFiles } from '#workers/text/chat-template'
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
