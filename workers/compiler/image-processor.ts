import { z } from 'zod'
import type { ImageRecipe, ResizeTarget } from '#lib/domain/image-recipe'
import { Refusal } from '#lib/domain/refusal'
import { parseConfig } from './parse-config'

const size = z.union([
  z.int().positive(),
  z.object({ shortest_edge: z.int().positive() }),
  z.object({ height: z.int().positive(), width: z.int().positive() }),
])
const triple = z.tuple([z.number(), z.number(), z.number()])
const clipMean: [number, number, number] = [0.48145466, 0.4578275, 0.40821073]
const clipStd: [number, number, number] = [0.26862954, 0.26130258, 0.27577711]

/** preprocessor_config.json of a CLIPImageProcessor, with that class's defaults. */
const clipProcessor = z.object({
  do_resize: z
    .boolean()
    .nullish()
    .transform(value => value ?? true),
  do_center_crop: z
    .boolean()
    .nullish()
    .transform(value => value ?? true),
  do_rescale: z
    .boolean()
    .nullish()
    .transform(value => value ?? true),
  do_normalize: z
    .boolean()
    .nullish()
    .transform(value => value ?? true),
  do_pad: z
    .boolean()
    .nullish()
    .transform(value => value ?? false),
  size: size.nullish().transform(value => value ?? { shortest_edge: 224 }),
  crop_size: size.nullish().transform(value => value ?? { height: 224, width: 224 }),
  resample: z
    .int()
    .nullish()
    .transform(value => value ?? 3),
  rescale_factor: z
    .number()
    .nullish()
    .transform(value => value ?? 1 / 255),
  image_mean: triple.nullish().transform(value => value ?? clipMean),
  image_std: triple.nullish().transform(value => value ?? clipStd),
})

const filters = new Map([
  [2, 'bilinear'],
  [3, 'bicubic'],
] as const)

/** The steps of a CLIP-like image processor. @throws Refusal `bad-config`, `unsupported-config`. */
export function clipImageProcessing(preprocessor: unknown): ImageRecipe {
  const config = parseConfig('preprocessor_config.json', clipProcessor, preprocessor ?? {})
  if (config.do_pad)
    throw new Refusal('unsupported-config', 'preprocessor_config.json: do_pad is not supported yet')
  const filter = filters.get(config.resample === 2 ? 2 : 3)
  if (!filter || (config.resample !== 2 && config.resample !== 3))
    throw new Refusal(
      'unsupported-config',
      `preprocessor_config.json: resample ${config.resample} is not 2 (bilinear) or 3 (bicubic)`,
    )
  return {
    resize: config.do_resize ? { filter, to: resizeTarget(config.size) } : null,
    centreCrop: config.do_center_crop ? rectangle(config.crop_size) : null,
    rescale: config.do_rescale ? config.rescale_factor : 1,
    mean: config.do_normalize ? config.image_mean : [0, 0, 0],
    std: config.do_normalize ? config.image_std : [1, 1, 1],
  }
}

function resizeTarget(value: z.infer<typeof size>): ResizeTarget {
  if (typeof value === 'number') return { kind: 'shortest-edge', pixels: value }
  return 'shortest_edge' in value
    ? { kind: 'shortest-edge', pixels: value.shortest_edge }
    : { kind: 'exact', ...value }
}

function rectangle(value: z.infer<typeof size>): { width: number; height: number } {
  if (typeof value === 'number') return { width: value, height: value }
  return 'shortest_edge' in value ? { width: value.shortest_edge, height: value.shortest_edge } : value
}
