import { expect, test } from 'vitest'
import { activationBytes, checkActivations, sessionsStay } from '#workers/runtime/text-to-image/residency'

const memory = { text: 3e9, unet: 10e9, vae: 0.2e9, activations: 4e9 }

test.each([
  [18e9, true],
  [17.5e9, true],
  [17.4e9, false],
  [14.3e9, false],
])('%d bytes: sessions stay open: %s', (available, stay) => {
  expect(sessionsStay(memory, available)).toBe(stay)
})

test('a pipeline of which the largest part does not fit is refused with the numbers', () => {
  expect(() => sessionsStay(memory, 14.2e9)).toThrow(
    expect.objectContaining({
      reason: 'checkpoint-too-large',
      message: 'the text-to-image pipeline needs 14.3 GB of memory; 14.2 GB is free',
    }),
  )
})

test("Stable Diffusion XL's decoder takes some gigabytes for a picture of 1024 x 1024", () => {
  const bytes = activationBytes({ factor: 8, outerChannels: 128 }, { width: 1024, height: 1024 })
  expect(bytes / 1e9).toBeGreaterThan(3)
  expect(bytes / 1e9).toBeLessThan(6)
})

test('a picture that takes more than there is left is refused before anything is drawn', () => {
  const sdxl = { factor: 8, outerChannels: 128 }
  expect(() => checkActivations(sdxl, { width: 1024, height: 1024 }, 8e9)).not.toThrow()
  expect(() => checkActivations(sdxl, { width: 2048, height: 2048 }, 8e9)).toThrow(
    expect.objectContaining({
      reason: 'checkpoint-too-large',
      message: expect.stringMatching(/^a picture of 2048 x 2048 takes \d+\.\d GB .*; 8\.0 GB is free$/),
    }),
  )
})
