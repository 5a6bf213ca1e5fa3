import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cifar100 } from '#lib/benchmarks/cifar-100'
import { mmstar } from '#lib/benchmarks/mmstar'
import { classNamer } from '#workers/evaluation/class-namer'
import type { ImageEncoder } from '#workers/runtime/encoder'
import { texture } from './probed-items'

const classes = ['cat', 'dog', 'boat'].map(name => ({ name, aliases: [], codes: [] }))
const benchmark = {
  ...cifar100,
  classes,
  zeroShot: { names: ['cats', 'dogs', 'boats'], templates: ['a {c}.', 'one {c}: {c}'] },
}
/** Sees a picture as the direction its width stands for, and a text as that of its first letters. */
function fakeEncoder(): ImageEncoder & { readonly read: string[] } {
  const read: string[] = []
  const direction = (angle: number, length: number) =>
    Float32Array.of(length * Math.cos(angle), length * Math.sin(angle))
  const angles: Record<string, number> = { cats: 0, dogs: 1, boats: 2 }
  const encoder: Pick<ImageEncoder, 'embedImage' | 'embedTexts'> = {
    embedImage: async ({ width }) => direction(width, 5),
    async embedTexts(texts) {
      read.push(...texts)
      return texts.map((text, at) => {
        const name = Object.keys(angles).find(one => text.includes(one)) ?? ''
        // The second template is a little off and much longer, which is not to count.
        return direction((angles[name] ?? 9) + 0.1 * (at % 2), 1 + 100 * (at % 2))
      })
    },
  }
  return Object.assign(Object.create(encoder), encoder, { read })
}

test('a picture is named after the class whose prompts are nearest, whatever their lengths', async () => {
  const encoder = fakeEncoder()
  const namer = classNamer(encoder, benchmark)
  expect(await namer.zeroShot(texture(0, 1, 1))).toBe('cat')
  expect(await namer.zeroShot(texture(1, 1, 1))).toBe('dog')
  expect(await namer.zeroShot(texture(2, 1, 1))).toBe('boat')
  // Halfway between 0.05 and 1.05: templates weigh alike.
  expect(await namer.zeroShot({ ...texture(1, 1, 1), width: 0.54 })).toBe('cat')
  expect(await namer.zeroShot({ ...texture(1, 1, 1), width: 0.56 })).toBe('dog')
  expect(encoder.read).toEqual([
    ...['a cats.', 'one cats: cats', 'a dogs.', 'one dogs: dogs', 'a boats.', 'one boats: boats'],
  ])
})

test('a benchmark without prompts for its classes is refused', async () => {
  const namer = classNamer(fakeEncoder(), mmstar)
  await expect(namer.zeroShot(texture(1, 1, 1))).rejects.toMatchObject({ reason: 'bad-usage' })
})

test('a real one tells its own pictures apart, as the classes stand in their list', async () => {
  const { openEncoder } = await import('#workers/runtime/open-encoder')
  const encoder = await openEncoder(join(import.meta.dirname, '../../examples/relatives/scenes-clip'), {
    provider: 'cpu',
    threads: 1,
  })
  const names = classes.map(({ name }) => name)
  const named = await classNamer(encoder, {
    ...benchmark,
    zeroShot: { names, templates: ['a {c}'] },
  }).zeroShot(texture(64, 64, 1))
  expect(names).toContain(named)
  const picture = await encoder.embedImage(texture(64, 64, 1))
  const texts = await encoder.embedTexts(names.map(name => `a ${name}`))
  const { logits } = encoder.zeroShot(picture, texts)
  expect(names[logits.indexOf(Math.max(...logits))]).toBe(named)
  await encoder.close()
})
