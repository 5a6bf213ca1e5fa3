import { bloom } from './bloom'
import { gemma } from './gemma'
import type { LanguageModelReader } from './language-model'
import { llama } from './llama'
import { mistral } from './mistral'
import { olmo } from './olmo'
import { qwen2 } from './qwen2'

/** Language models that a vision-language checkpoint may have. */
export const languageModels: readonly LanguageModelReader[] = [llama, mistral, qwen2]

/** Language models that may stand alone. */
export const textOnlyModels: readonly LanguageModelReader[] = [...languageModels, gemma, olmo, bloom]
