import { globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readEncoderShape } from '#workers/compiler/encoders/read-shape'
import { attentionMissing, encoderMismatch, textMissing } from '#workers/evaluation/encoder-fit'
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
