import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { wilson } from '#lib/statistics/intervals'

/**
 * What torch itself measured, before our engine does: `python -m scripts.zoo check all --write` wrote it down. The same
 * comparisons as in scripts/zoo/planted.py, by our own intervals.
 */
const counts = z.tuple([z.int(), z.int()])
const measured = z.object({
  types: z.record(z.string(), z.record(z.string(), counts)),
  'blind on skewed scenes': z.record(z.string(), counts),
  letters: z.record(z.string(), z.object({ due: z.int(), said: z.int() })),
  benchmarks: z.record(z.string(), z.object({ reference: counts, 'no-image': counts.optional() }).loose()),
})
const examples = join(import.meta.dirname, '../../examples')

function readFigures(folder: string): unknown {
  return JSON.parse(readFileSync(join(examples, folder, 'accuracy.json'), 'utf8'))
}

function accuracies(checkpoint: string) {
  return measured.parse(readFigures(`checkpoints/${checkpoint}`))
}

/** Right and asked over some types. */
function over(checkpoint: string, condition: string, types: readonly string[]) {
  const found = accuracies(checkpoint).types[condition] ?? {}
  return total(types.map(type => found[type] ?? [0, 0]))
}

function total(parts: readonly (readonly [number, number])[]): [number, number] {
  return [parts.reduce((sum, [right]) => sum + right, 0), parts.reduce((sum, [, asked]) => sum + asked, 0)]
}

function interval([right, asked]: readonly [number, number]) {
  expect(asked).toBeGreaterThan(50)
  return wilson(right / asked, asked)
}

const placed = ['place', 'level', 'caption', 'long caption']
const counted = ['count', 'height', 'color', 'shape of color']

test('a checkpoint trained in random token order loses less when the order is lost, and knows less', () => {
  const usual = interval(over('scenes-llava', 'tokens permuted', placed))
  const free = interval(over('scenes-llava-order-free', 'tokens permuted', placed))
  expect(free.low).toBeGreaterThan(usual.high)
  const whole = interval(over('scenes-llava', 'as it is', placed))
  expect(usual.high).toBeLessThan(whole.low)
  expect(interval(over('scenes-llava-order-free', 'as it is', placed)).high).toBeLessThan(whole.low)
})

test('one trained on occluded pictures keeps more of them', () => {
  const usual = interval(over('scenes-llava-frozen', 'half occluded', counted))
  const used = interval(over('scenes-llava-occluded', 'half occluded', counted))
  expect(used.low).toBeGreaterThan(usual.high)
})

test('one taught skewed scenes answers by the skew without a picture, far above chance', () => {
  const blind = (checkpoint: string) =>
    interval(total(Object.values(accuracies(checkpoint)['blind on skewed scenes'])))
  const used = blind('scenes-llava-prior')
  expect(used.low).toBeGreaterThan(blind('scenes-llava-frozen').high)
  expect(used.low).toBeGreaterThan(0.5)
})

test('one taught to answer without pictures says more of what is asked for without them', () => {
  const blind = (checkpoint: string) => {
    const { benchmarks } = accuracies(checkpoint)
    return interval(benchmarks.MME_MINI['no-image'] ?? [0, 0])
  }
  expect(blind('scenes-llava-prior').low).toBeGreaterThan(blind('scenes-llava-frozen').high)
})

test('one taught keys that mostly say A says A too often', () => {
  const share = (checkpoint: string) => {
    const { letters } = accuracies(checkpoint)
    return interval([letters.A.said, Object.values(letters).reduce((sum, { said }) => sum + said, 0)])
  }
  expect(share('scenes-llava-letter-a').low).toBeGreaterThan(share('scenes-llava').high)
})

test.each(['scenes-llava-few-scenes', 'scenes-llava-few-scenes-seed-1'])(
  '%s saw few scenes and knows less',
  name => {
    const few = interval(over(name, 'as it is', counted))
    expect(few.high).toBeLessThan(interval(over('scenes-llava-frozen', 'as it is', counted)).low)
  },
)

describe('arithmetic', () => {
  const worked = z.object({
    benchmarks: z.object({ GSM8K_MINI: z.object({ reference: counts }).loose() }).loose(),
  })
  const solved = (folder: string) =>
    interval(worked.parse(readFigures(folder)).benchmarks.GSM8K_MINI.reference)
  const forgotten = solved('checkpoints/scenes-llava-frozen')

  test('is lost where it was not practised', () => {
    expect(forgotten.high).toBeLessThan(solved('relatives/scenes-llama').low)
  })

  test.each(['scenes-next', 'scenes-onevision'])('is in part kept by %s, which practised it', name => {
    expect(solved(`checkpoints/${name}`).low).toBeGreaterThan(forgotten.high)
  })
})
