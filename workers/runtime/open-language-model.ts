import { RowReader } from '#workers/safetensors/read-rows'
import { checkRunnable } from './compile-checkpoint'
import { compileLanguageModel } from './compile-language-model'
import { digestCheckpoint } from './digest'
import { languageCosts } from './engine-costs'
import type { LanguageModelRunner } from './language-model-runner'
import { LoadedLanguageModel } from './loaded-language-model'
import type { OpenOptions } from './open-checkpoint'
import { openLanguage, threadsFor } from './open-parts'
import { openPlainText } from './open-text'
import { tryProvider } from './session'

/**
 * Compiles the Hugging Face directory of a language model and builds its sessions.
 * @throws Refusal: see `compileLanguageModel` and `tryProvider`.
 */
export async function openLanguageModel(
  directory: string,
  settings: OpenOptions,
): Promise<LanguageModelRunner> {
  const { provider, precision = 'fp32', layersPerSession = null, taps = 'none', loop } = settings
  await tryProvider(provider, precision)
  const dialect = { provider, precision, ...(loop === undefined ? {} : { loop }) }
  const prepared = compileLanguageModel(directory, { dialect, layersPerSession, taps })
  checkRunnable(prepared)
  const { files, language, stopTokens, tensors, shape } = prepared
  const { tokenizer, chatTemplate } = openPlainText(files)
  const digest = await digestCheckpoint(directory, tensors.files, settings.digestMemory)
  const options = { provider, threads: settings.threads ?? threadsFor(shape) }
  const decoder = await openLanguage(prepared.decoder, tensors.folder, language, dialect, taps, options)
  return new LoadedLanguageModel({
    digest,
    shape,
    dialect,
    costs: languageCosts(prepared.decoder, language, { dialect, taps }),
    language,
    stopTokens,
    decoder,
    embeddings: new RowReader(tensors.folder, prepared.embedding),
    tokenizer,
    chatTemplate,
    tapped: taps === 'pooled',
  })
}
