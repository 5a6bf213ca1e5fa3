import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bundledCheckpoints, declaredRelatives } from '#scripts/bundled'
import { readPublished, sparseCheckpoint } from '#test/support/sparse-checkpoint'
import { temporaryFolder } from '#test/support/temporary-folder'
import { readEncoderShape } from '#workers/compiler/encoders/read-shape'
import { attentionMissing, encoderMismatch, textMissing } from '#workers/evaluation/encoder-fit'
import { ProbeShelf } from '#workers/evaluation/probe-shelf'
import { compileCheckpoint } from '#workers/runtime/compile-checkpoint'
import { readPlannable } from '#workers/runtime/plannable-checkpoint'

const examples = join(import.meta.dirname, '../../examples')
const encoderIn = (name: string) => readEncoderShape(join(examples, 'relatives', name))
const visionOf = (name: string) => readPlannable(join(examples, 'checkpoints', name)).shape

describe('an encoder', () => {
  const clip = encoderIn('scenes-clip')
  const frozen = visionOf('scenes-llava-frozen')

  test('fits the checkpoint that it is inside of, and those that were stored without their last layer', () => {
    expect(encoderMismatch(clip, frozen)).toBeNull()
    expect(visionOf('scenes-llava-few-scenes').vision.layers).toBeLessThan(clip.vision.layers)
    expect(encoderMismatch(clip, visionOf('scenes-llava-few-scenes'))).toBeNull()
  })

  test('fits every bundled checkpoint that was put together from it', () => {
    const declared = bundledCheckpoints().flatMap(path => {
      const { encoder } = declaredRelatives(path)
      return encoder === undefined ? [] : [[encoder, path] as const]
    })
    expect(declared.length).toBeGreaterThan(1)
    for (const [encoder, path] of declared)
      expect(encoderMismatch(readEncoderShape(encoder), readPlannable(path).shape), path).toBeNull()
  })

  test.each([
    ['llava-1.5-7b-hf', 'clip_vision_model', 24, 1024, 336],
    ['llava-v1.6-34b-hf', 'clip_vision_model', 24, 1024, 336],
    // Published with one layer less than google/siglip-so400m-patch14-384.
    ['llava-onevision-qwen2-7b-ov-hf', 'siglip_vision_model', 27, 1152, 384],
  ] as const)('fits %s as %s of %i layers', (name, modelType, layers, width, imageSize) => {
    const inside = compileCheckpoint(sparseCheckpoint(readPublished(name))).shape
    const vision = { modelType, layers, width, heads: 16, imageSize, patchSize: 14 }
    expect(encoderMismatch({ vision }, inside)).toBeNull()
    expect(encoderMismatch({ vision: { ...vision, imageSize: 224 } }, inside)).toContain('in 224 px')
  })

  test('does not fit where its configuration differs, and both are named', () => {
    expect(encoderMismatch(encoderIn('scenes-dino'), frozen)).toBe(
      'the declared encoder is vit, 4 layers of 64, patches of 8 in 64 px; the one inside the checkpoint is clip_vision_model, 5 layers of 96, patches of 8 in 64 px',
    )
    for (const key of ['width', 'heads', 'patchSize', 'imageSize', 'layers'] as const) {
      const other = { vision: { ...frozen.vision, [key]: 2 * frozen.vision[key] } }
      expect(encoderMismatch(clip, other), key).toContain('the one inside the checkpoint is')
    }
    expect(encoderMismatch(clip, visionOf('scenes-onevision'))).toContain('siglip_vision_model')
  })

  test('names classes where it reads, and says what stands out where it has a class token', () => {
    expect([textMissing(clip), attentionMissing(clip)]).toEqual([null, null])
    expect(textMissing(encoderIn('scenes-dino'))).toContain('vit without a text tower')
    const fixtures = join(import.meta.dirname, '../fixtures/encoders')
    const blind = globSync(join(fixtures, 'resnet*/config.json')).map(dirname)
    expect(blind.length).toBeGreaterThan(0)
    for (const directory of blind)
      expect(attentionMissing(readEncoderShape(directory))).toContain('resnet, which has no class token')
  })
})

describe('the means of a machine', () => {
  const fixture = (name: string) => join(import.meta.dirname, '../fixtures/encoders', name)
  const shelf = (saliency: string | null) =>
    new ProbeShelf(
      {
        ...{ saliency, captioner: null, synthesizer: null, likeness: null, languageModels: [] },
        artifacts: temporaryFolder(),
      },
      { provider: 'cpu', threads: 1 },
      async source => (source.kind === 'directory' ? source.path : ''),
    )
  const declared = (name: string) => ({
    encoder: { kind: 'directory', path: fixture(name) } as const,
    backbone: null,
  })

  test('have no saliency of an encoder without a class token', () => {
    expect(shelf(fixture('vit-dino')).artifactMeans()).toEqual({ means: ['saliency'], lacking: {} })
    expect(shelf(fixture('resnet-basic')).artifactMeans()).toEqual({
      means: [],
      lacking: { saliency: expect.stringContaining('resnet, which has no class token') },
    })
  })

  test('have an encoder without a text tower for its features alone', async () => {
    const shape = readEncoderShape(fixture('clip-vision'))
    const { width, heads, imageSize, patchSize } = shape.vision
    const inside = {
      vision: {
        ...shape.vision,
        ...{ width, heads: heads ?? 0, imageSize: imageSize ?? 0, patchSize: patchSize ?? 0 },
      },
    }
    expect(await shelf(null).means(declared('clip-vision'), true, inside)).toEqual({
      means: ['weights', 'judge', 'image-encoder'],
      lacking: { encoder: expect.stringContaining('clip_vision_model without a text tower') },
    })
    const { means, lacking } = await shelf(null).means(declared('siglip-bf16'), true, inside)
    expect(means).toEqual(['weights', 'judge'])
    expect(Object.keys(lacking)).toEqual(['encoder', 'image-encoder'])
  })
})
