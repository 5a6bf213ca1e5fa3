import { expect, test } from 'vitest'
import { stepsOf } from '#workers/runtime/text-to-image/manifest'

test.each<[string, number | undefined, number]>([
  ['/models/anything', 4, 4],
  ['/models/sdxl-lightning-4step-onnx-web', undefined, 4],
  ['/models/sdxl_lightning_8step_unet', undefined, 8],
  ['/models/2-steps', undefined, 2],
  // The nearest name counts: a snapshot is called by its commit.
  ['/8step/models--a--sdxl-4step/snapshots/0123abc', undefined, 4],
  ['/8step/models', 4, 4],
  ['/models/lightning-4step', 4, 4],
])('%s with a manifest of %s has %i steps', (directory, steps, expected) => {
  expect(stepsOf(directory, { steps }, null)).toBe(expected)
  expect(stepsOf(directory, { steps }, expected)).toBe(expected)
})

test.each<[string, number | undefined, number | null]>([
  ['/models/anything', undefined, null],
  ['/models/anything', undefined, 4],
  ['/models/stepping-4-stones', undefined, null],
  ['/models/lightning-8step', 4, null],
  ['/models/lightning-8step', undefined, 4],
  ['/models/anything', 4, 8],
])('%s with a manifest of %s is refused when %s steps are asked for', (directory, steps, asked) => {
  expect(() => stepsOf(directory, { steps }, asked)).toThrow(
    expect.objectContaining({ reason: 'unsupported-config' }),
  )
})
