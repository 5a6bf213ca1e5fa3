import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mmvp } from '#lib/benchmarks/mmvp'
import type { RgbImage } from '#lib/domain/rgb-image'
import { madeFile } from '#test/evaluation/made-item'
import { temporaryFolder } from '#test/support/temporary-folder'
import { ArtifactFolder } from '#workers/evaluation/artifacts/artifact-folder'
import { pictureLikeness } from '#workers/evaluation/artifacts/picture-likeness'
import type { SynthesizedSet } from '#workers/evaluation/artifacts/synthesized-set'
import { openEncoder } from '#workers/runtime/open-encoder'

const clip = join(import.meta.dirname, '../../../examples/relatives/scenes-clip')

/** One colour on a side of black. */
function picture(at: number): RgbImage {
  const pixels = Uint8Array.from({ length: 64 * 64 * 3 }, (_, place) =>
    (place / 3) % 64 < 16 * (at + 1) && place % 3 === at % 3 ? 255 : 0,
  )
  return { width: 64, height: 64, pixels }
}

const rows = [0, 1, 2].map(at => ({ index: `${at}`, question: 'Which?', A: 'a', B: 'b', answer: 'A' }))
const file = madeFile(mmvp, rows, at => [{ decode: async () => picture(at) }])
const { items } = file

/** Draws item 0 as it is and item 1 as item 2; of item 2 it has nothing. */
const set: SynthesizedSet = {
  key: 'a set',
  drawn: items.map(({ id }) => ({
    ...{ item: id, picture: 0, caption: '', file: null, reason: null },
    ...{ truncated: null, pixelHash: null },
  })),
  picture: async item => (item === '0' ? picture(0) : item === '1' ? picture(2) : null),
}

test('is 1 of the same picture, less of another, and null of none; it is computed once', async () => {
  const folder = new ArtifactFolder(temporaryFolder())
  const encoder = await openEncoder(clip, { provider: 'cpu', threads: 1 })
  const [own, other] = [await encoder.embedImage(picture(1)), await encoder.embedImage(picture(2))]
  const named = async () => encoder
  const kept = { ...encoder, embedImage: encoder.embedImage.bind(encoder), close: async () => {} }
  const compared = await pictureLikeness(folder, { name: named, open: async () => kept }, set, file)
  expect(compared('0', 0)?.own).toBeCloseTo(1, 5)
  expect(compared('0', 0)?.other).toBeLessThan(0.999)
  const product = own.reduce((sum, value, at) => sum + value * other[at], 0)
  const expected = product / (Math.hypot(...own) * Math.hypot(...other))
  expect(compared('1', 0)?.own).toBeCloseTo(expected, 5)
  expect([compared('2', 0), compared('0', 1)]).toEqual([null, null])
  await encoder.close()
  const open = () => Promise.reject(new Error('it was computed before'))
  const again = await pictureLikeness(folder, { name: named, open }, set, file)
  expect(again('1', 0)).toEqual(compared('1', 0))
})
