import { z } from 'zod'
import type { Colour, ImageRecipe, Pinpoint, ResizeFilter, Tiling } from '#lib/domain/image-recipe'
import { Refusal } from '#lib/domain/refusal'
import { type ProcessorDefaults, type ProcessorType, processors } from './image-processor-defaults'
import { parseConfig } from './parse-config'

const file = 'image processor'

/** A side in pixels; the bound keeps a hostile config from asking for gigabytes. Published ones go to 2304. */
const side = z.int().positive().max(4096)
const size = z.union([
  z.strictObject({ shortest_edge: side }),
  z.strictObject({ height: side, width: side }),
  z.tuple([side, side]).transform(([height, width]) => ({ height, width })),
  side,
])
/** A share of a colour's range, of the order of 1; fp32 has to hold a quotient of two. */
const number = z.number().min(-1e6).max(1e6)
const triple = z.union([z.tuple([number, number, number]), number.transform(all => [all, all, all] as const)])
const processorConfig = z.object({
  image_processor_type: z.string().nullish(),
  feature_extractor_type: z.string().nullish(),
  do_resize: z.boolean().nullish(),
  do_center_crop: z.boolean().nullish(),
  do_rescale: z.boolean().nullish(),
  do_normalize: z.boolean().nullish(),
  do_pad: z.boolean().nullish(),
  default_to_square: z.boolean().nullish(),
  size: size.nullish(),
  crop_size: size.nullish(),
  pad_size: z.unknown().optional(),
  resample: z.int().nullish(),
  rescale_factor: number.nullish(),
  image_mean: triple.nullish(),
  image_std: triple.refine(std => std.every(share => Math.abs(share) >= 1e-6), 'under 1e-6').nullish(),
  crop_pct: z.number().min(0.1).max(1).nullish(),
  image_grid_pinpoints: z
    .array(z.tuple([side, side]))
    .min(1)
    .max(1024)
    .nullish(),
})
type ProcessorConfig = z.infer<typeof processorConfig>
type Size = { readonly shortest_edge: number } | { readonly height: number; readonly width: number }

/** Pillow's numbers of its filters. */
const filters: readonly ResizeFilter[] = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming']
/** Tiles a picture may be cut into; published checkpoints go to 36. */
const mostTiles = 100

/**
 * The steps of a checkpoint's image processor: `preprocessor` is the JSON of preprocessor_config.json or of
 * `image_processor` in processor_config.json, and what it leaves out is filled in as its class in transformers does.
 * `fallback` is the processor of a file that names none.
 * @throws Refusal `bad-config`, `unsupported-config`, naming the key.
 */
export function imageProcessing(preprocessor: unknown, fallback: ProcessorType): ImageRecipe {
  const config = parseConfig(file, processorConfig, preprocessor ?? {})
  const type = processorType(config) ?? fallback
  const defaults: ProcessorDefaults = processors[type]
  const mean = config.image_mean ?? defaults.mean
  const std = config.image_std ?? defaults.std
  const pads = config.do_pad ?? defaults.pad
  if (pads && config.pad_size !== undefined && config.pad_size !== null)
    throw unsupported('pad_size', JSON.stringify(config.pad_size), 'none')
  const geometry = geometryOf(type, config, defaults)
  const bars: Colour = [Math.trunc(mean[0] * 255), Math.trunc(mean[1] * 255), Math.trunc(mean[2] * 255)]
  return {
    tiling: tilingOf(type, config, defaults, bars),
    squarePad: type === 'LlavaImageProcessor' && pads ? bars : null,
    ...geometry,
    rescale: (config.do_rescale ?? true) ? (config.rescale_factor ?? 1 / 255) : 1,
    mean: (config.do_normalize ?? true) ? mean : [0, 0, 0],
    std: (config.do_normalize ?? true) ? std : [1, 1, 1],
  }
}

/** The class by its present name, or by the name that files of before 2023 have. */
function processorType(config: ProcessorConfig): ProcessorType | null {
  const named =
    config.image_processor_type ??
    config.feature_extractor_type?.replace('FeatureExtractor', 'ImageProcessor')
  if (named === undefined || named === null) return null
  const known = Object.keys(processors)
  const bare = named.replace(/(Fast|Pil)$/, '')
  const found = isProcessorType(bare) ? bare : null
  if (!found) throw unsupported('image_processor_type', `"${named}"`, known.join(', '))
  return found
}

function isProcessorType(name: string): name is ProcessorType {
  return Object.hasOwn(processors, name)
}

function geometryOf(
  type: ProcessorType,
  config: ProcessorConfig,
  defaults: ProcessorDefaults,
): Pick<ImageRecipe, 'resize' | 'centreCrop'> {
  const to = sizeOf(config, defaults)
  const filter = filterOf(config, defaults)
  const resizes = config.do_resize ?? true
  const crops = config.do_center_crop ?? defaults.centreCrop
  const centreCrop = crops ? cropOf(config, defaults) : null
  if (type !== 'ConvNextImageProcessor' || !resizes)
    return { resize: resizes ? { filter, to: targetOf(to) } : null, centreCrop }
  if (!('shortest_edge' in to)) throw unsupported('size', JSON.stringify(to), 'shortest_edge')
  if (crops) throw unsupported('do_center_crop', 'true', 'false, with crop_pct')
  const edge = to.shortest_edge
  const square = { width: edge, height: edge }
  if (edge >= 384) return { resize: { filter, to: { kind: 'exact', ...square } }, centreCrop: null }
  const pixels = Math.trunc(edge / (config.crop_pct ?? 224 / 256))
  return { resize: { filter, to: { kind: 'shortest-edge', pixels } }, centreCrop: square }
}

function tilingOf(
  type: ProcessorType,
  config: ProcessorConfig,
  defaults: ProcessorDefaults,
  bars: Colour,
): Tiling {
  if (!defaults.pinpoints) return { kind: 'whole' }
  const base = sizeOf(config, defaults)
  const crop = config.crop_size || defaults.cropSize !== null ? cropOf(config, defaults) : null
  const tileSize = crop?.height ?? ('shortest_edge' in base ? base.shortest_edge : base.height)
  const pinpoints = config.image_grid_pinpoints ?? defaults.pinpoints
  for (const pinpoint of pinpoints) checkPinpoint(pinpoint, tileSize)
  return {
    kind: 'anyres',
    pinpoints,
    tileSize,
    base: 'shortest_edge' in base ? { width: base.shortest_edge, height: base.shortest_edge } : base,
    filter: filterOf(config, defaults),
    squarePadOfSeveral: type === 'LlavaOnevisionImageProcessor' ? bars : null,
  }
}

function checkPinpoint([height, width]: Pinpoint, tileSize: number): void {
  const asked = `${height} x ${width}`
  if (height % tileSize !== 0 || width % tileSize !== 0)
    throw unsupported('image_grid_pinpoints', asked, `multiples of the tile's ${tileSize} px`)
  const tiles = (height / tileSize) * (width / tileSize)
  if (tiles > mostTiles) throw unsupported('image_grid_pinpoints', asked, `at most ${mostTiles} tiles`)
}

function sizeOf(config: ProcessorConfig, defaults: ProcessorDefaults): Size {
  const value = config.size ?? defaults.size
  if (typeof value !== 'number') return value
  const square = config.default_to_square ?? defaults.squareSize
  return square ? { height: value, width: value } : { shortest_edge: value }
}

function cropOf(config: ProcessorConfig, defaults: ProcessorDefaults): { width: number; height: number } {
  const value = config.crop_size ?? defaults.cropSize
  if (value === null)
    throw new Refusal('bad-config', `${file}: crop_size is missing and do_center_crop is set`)
  if (typeof value === 'number') return { width: value, height: value }
  if ('shortest_edge' in value) throw unsupported('crop_size', JSON.stringify(value), 'height and width')
  return value
}

function filterOf(config: ProcessorConfig, defaults: ProcessorDefaults): ResizeFilter {
  const code = config.resample ?? defaults.resample
  const filter = filters[code]
  if (!filter)
    throw unsupported('resample', String(code), filters.map((name, n) => `${n} ${name}`).join(', '))
  return filter
}

function targetOf(to: Size): NonNullable<ImageRecipe['resize']>['to'] {
  return 'shortest_edge' in to
    ? { kind: 'shortest-edge', pixels: to.shortest_edge }
    : { kind: 'exact', ...to }
}

function unsupported(key: string, value: string, supported: string): Refusal {
  return new Refusal(
    'unsupported-config',
    `${file}: ${key} ${value} is not supported; supported: ${supported}`,
  )
}
