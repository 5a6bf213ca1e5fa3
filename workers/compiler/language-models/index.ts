import type { LanguageModelReader } from './language-model'
import { llama } from './llama'
import { mistral } from './mistral'
import { qwen2 } from './qwen2'

export const languageModels: readonly LanguageModelReader[] = [llama, mistral, qwen2]
