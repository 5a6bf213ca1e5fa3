import { z } from 'zod'
import { Refusal } from '#lib/domain/refusal'
import { or, tokenIds } from './config-values'
import type { ModelFiles } from './families/family'
import { languageModels } from './language-models/index'
import type { LanguageModel } from './language-models/language-model'
import { parseConfig } from './parse-config'
import { visionTowers } from './towers/index'
import type { VisionTower } from './towers/vision-tower'

const part = z.looseObject({ model_type: z.string().nullish() })

/** The keys of config.json that all LLaVA families share, with the defaults of LLaVA-1.5. */
export const llavaConfig = z.looseObject({
  vision_config: part.nullish(),
  text_config: part.nullish(),
  vision_feature_layer: or(z.union([z.int(), z.array(z.int()).min(1)]), -2),
  vision_feature_select_strategy: or(z.enum(['default', 'full']), 'default'),
  projector_hidden_act: or(z.string(), 'gelu'),
  multimodal_projector_bias: or(z.boolean(), true),
  image_token_index: z.int().nonnegative().nullish(),
  image_token_id: z.int().nonnegative().nullish(),
  eos_token_id: tokenIds.nullish(),
  tie_word_embeddings: z.boolean().nullish(),
})
export type LlavaConfig = z.infer<typeof llavaConfig>

const generationConfig = z.looseObject({ eos_token_id: tokenIds.nullish() })

/** CLIP ViT-L/14 at 336 px: what an absent `vision_config` means in LLaVA-1.5 and LLaVA-NeXT. */
export const clipLarge336 = {
  model_type: 'clip_vision_model',
  hidden_size: 1024,
  intermediate_size: 4096,
  num_hidden_layers: 24,
  num_attention_heads: 16,
  image_size: 336,
  patch_size: 14,
}

/** @param absent what an absent `vision_config` means. @throws Refusal `bad-config`, `unsupported-config`. */
export function readTower(config: LlavaConfig, absent: { readonly model_type: string }): VisionTower {
  const given = config.vision_config ?? absent
  const modelType = given.model_type ?? absent.model_type
  const reader = visionTowers.find(tower => tower.modelType === modelType)
  if (!reader) throw unsupported('vision tower', modelType, visionTowers)
  return reader.read(given, 'vision_config')
}

/**
 * The language model; tied where either config says so, untied where one says that and the other nothing else.
 * @param absent the language model of an absent `model_type`. @throws Refusal `bad-config`, `unsupported-config`.
 */
export function readLanguage(config: LlavaConfig, absent: string): LanguageModel {
  const modelType = config.text_config?.model_type ?? absent
  const reader = languageModels.find(model => model.modelType === modelType)
  if (!reader) throw unsupported('language model', modelType, languageModels)
  const language = reader.read(config.text_config ?? {}, 'text_config')
  const said = [language.tied, config.tie_word_embeddings ?? null].filter(value => value !== null)
  return { ...language, tied: said.length === 0 ? null : said.includes(true) }
}

/** Ids that end an answer: generation_config.json, then the language model's, then config.json's own. */
export function stopTokensOf(
  files: ModelFiles,
  config: Pick<LlavaConfig, 'eos_token_id'>,
  language: LanguageModel,
): number[] {
  const generation = parseConfig('generation_config.json', generationConfig, files.generation ?? {})
  const own = language.stopTokens.length > 0 ? language.stopTokens : (config.eos_token_id ?? [])
  return [generation.eos_token_id ?? own].flat()
}

function unsupported(what: string, found: string, known: readonly { readonly modelType: string }[]): Refusal {
  const supported = known.map(({ modelType }) => modelType).join(', ')
  return new Refusal(
    'unsupported-config',
    `config.json: ${what} "${found}" is not supported; supported: ${supported}`,
  )
}
