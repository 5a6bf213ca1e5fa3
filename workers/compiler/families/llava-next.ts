import { z } from 'zod'
import { anyresConfig, compileAnyres } from '../anyres-model'
import { or } from '../config-values'
import { clipLarge336 } from '../llava-config'
import { parseConfig } from '../parse-config'
import type { Family } from './family'

/** `use_image_newline_parameter` is kept by old files; nothing but true was ever published. */
const schema = anyresConfig.extend({ use_image_newline_parameter: or(z.literal(true), true) })

const family = {
  modelType: 'llava_next',
  tower: clipLarge336,
  language: 'llama',
  imageToken: 32000,
  processor: 'LlavaNextImageProcessor',
  maxTiles: null,
} as const

/**
 * LLaVA-NeXT (1.6): LLaVA-1.5 with a picture cut into tiles besides the whole, each row of the joined tiles ended by a
 * learned newline. Mirrors transformers' modeling_llava_next.py.
 */
export const llavaNext: Family = {
  modelType: family.modelType,
  compile: files => compileAnyres(family, parseConfig('config.json', schema, files.config), files),
}
