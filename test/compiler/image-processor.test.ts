import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { ImageRecipe } from '#lib/domain/image-recipe'
import { imageGoldens } from '#test/image/goldens'
import { pattern, sha256 } from '#test/image/pattern'
import { imageProcessing } from '#workers/compiler/image-processor'
import { applyRecipe } from '#workers/image/recipe'
import { resize } from '#workers/image/resize'

const table = imageGoldens(
  'processors',
  z.object({
    name: z.string(),
    config: z.looseObject({}),
    size: z.tuple([z.int(), z.int()]),
    images: z.int(),
    shape: z.tuple([z.int(), z.literal(3), z.int(), z.int()]),
    sha256: z.string(),
  }),
)

test.each(table)('$name: equal to transformers to the bit at $size, $images in the prompt', row => {
  const recipe = imageProcessing(row.config, 'CLIPImageProcessor')
  const { tiles, width, height, values } = applyRecipe(pattern(...row.size), recipe, row.images)
  expect([tiles, 3, height, width]).toEqual(row.shape)
  expect(sha256(values)).toBe(row.sha256)
})

describe('the goldens would show', () => {
  const golden = (name: string, size: string, images = 1) => {
    const row = table.find(one => one.name === name && one.size.join() === size && one.images === images)
    if (!row) throw new Error(`no golden of ${name} at ${size}`)
    return row
  }
  const changed = (name: string, size: string, change: (recipe: ImageRecipe) => ImageRecipe, images = 1) => {
    const row = golden(name, size, images)
    const recipe = change(imageProcessing(row.config, 'CLIPImageProcessor'))
    return sha256(applyRecipe(pattern(...row.size), recipe, images).values) !== row.sha256
  }

  test.each(['nearest', 'box', 'bilinear', 'hamming', 'lanczos'] as const)(
    '%s in place of bicubic',
    filter => {
      const change = (recipe: ImageRecipe): ImageRecipe => ({
        ...recipe,
        resize: recipe.resize && { ...recipe.resize, filter },
      })
      expect(changed('CLIP of before 2023', '97,61', recipe => recipe)).toBe(false)
      expect(changed('CLIP of before 2023', '97,61', change)).toBe(true)
    },
  )

  test('a crop that is one pixel off', () => {
    const image = pattern(97, 61)
    const recipe = imageProcessing({ do_resize: false, do_center_crop: false }, 'CLIPImageProcessor')
    const cropAt = (left: number) => {
      const part = resize(image, 95, 60, 'bicubic', { left, top: 0, width: 60, height: 60 })
      return sha256(applyRecipe(part, recipe).values)
    }
    const { sha256: expected } = golden('CLIP of before 2023', '97,61')
    expect([16, 17, 18].map(left => cropAt(left) === expected)).toEqual([false, true, false])
  })

  test('pinpoints read as width and height, tiles where there are none, a missing square and its colour', () => {
    const turned = (recipe: ImageRecipe): ImageRecipe =>
      recipe.tiling.kind === 'anyres'
        ? {
            ...recipe,
            tiling: { ...recipe.tiling, pinpoints: recipe.tiling.pinpoints.map(([h, w]) => [w, h]) },
          }
        : recipe
    expect(changed('LLaVA-NeXT, wide alone', '97,61', recipe => recipe)).toBe(false)
    expect(changed('LLaVA-NeXT, wide alone', '97,61', turned)).toBe(true)
    const cut = (one: ImageRecipe): ImageRecipe =>
      one.tiling.kind === 'anyres' ? { ...one, tiling: { ...one.tiling, squarePadOfSeveral: null } } : one
    expect(changed('LLaVA-OneVision, small', '97,61', cut, 2)).toBe(true)
    expect(changed('LLaVA made square', '97,61', one => ({ ...one, squarePad: null }))).toBe(true)
    expect(changed('LLaVA made square', '97,61', one => ({ ...one, squarePad: [0, 0, 0] }))).toBe(true)
  })
})

describe('class defaults', () => {
  test('a file that names no class takes the fallback, and an absent file all of its defaults', () => {
    expect(imageProcessing(null, 'SiglipImageProcessor')).toMatchObject({
      resize: { filter: 'bicubic', to: { kind: 'exact', width: 224, height: 224 } },
      centreCrop: null,
      mean: [0.5, 0.5, 0.5],
    })
    expect(imageProcessing({ size: 100 }, 'ViTImageProcessor').resize?.to).toMatchObject({ kind: 'exact' })
    expect(imageProcessing({ size: 100 }, 'CLIPImageProcessor').resize?.to).toMatchObject({
      kind: 'shortest-edge',
    })
  })

  test('Fast, Pil and FeatureExtractor name the same class', () => {
    const names = ['DeiTImageProcessor', 'DeiTImageProcessorFast', 'DeiTImageProcessorPil']
    const made = names.map(name => imageProcessing({ image_processor_type: name }, 'CLIPImageProcessor'))
    made.push(imageProcessing({ feature_extractor_type: 'DeiTFeatureExtractor' }, 'CLIPImageProcessor'))
    expect(new Set(made.map(recipe => JSON.stringify(recipe))).size).toBe(1)
  })
})

test.each([
  [
    { image_processor_type: 'PixtralImageProcessor' },
    /image_processor_type "PixtralImageProcessor" is not supported/,
  ],
  [{ image_processor_type: 'constructor' }, /image_processor_type "constructor"/],
  [{ resample: 7 }, /resample 7/],
  [{ resample: -1 }, /resample -1/],
  [{ size: { longest_edge: 300 } }, /size/],
  [{ size: { shortest_edge: 30_000 } }, /size/],
  [{ size: { height: 0, width: 4 } }, /size/],
  [{ crop_size: { shortest_edge: 4 } }, /crop_size/],
  [{ do_pad: true, pad_size: { height: 9, width: 9 } }, /pad_size/],
  [{ image_mean: [1, 2] }, /image_mean/],
  [{ image_std: [1, 0, 1] }, /image_std/],
  [{ image_processor_type: 'ViTImageProcessor', do_center_crop: true }, /crop_size is missing/],
  [
    { image_processor_type: 'ConvNextImageProcessor', size: { height: 9, width: 9 } },
    /size .* shortest_edge/,
  ],
  [{ image_processor_type: 'ConvNextImageProcessor', do_center_crop: true }, /do_center_crop/],
  [
    { image_processor_type: 'LlavaNextImageProcessor' },
    /image_grid_pinpoints 336 x 672 .* multiples of the tile's 224/,
  ],
  [
    {
      image_processor_type: 'LlavaNextImageProcessor',
      size: 28,
      crop_size: 28,
      image_grid_pinpoints: [[2800, 2800]],
    },
    /image_grid_pinpoints 2800 x 2800 .* at most 100 tiles/,
  ],
  [{ image_processor_type: 'LlavaNextImageProcessor', image_grid_pinpoints: [] }, /image_grid_pinpoints/],
])('%j is refused by key', (config, message) => {
  expect(() => imageProcessing(config, 'CLIPImageProcessor')).toThrow(message)
})
