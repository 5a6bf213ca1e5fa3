import { describe, expect, test } from 'vitest'
import type { ImageEdit, Trial } from '#lib/domain/trial'
import { refuseRepeatedDraws } from '#lib/probes/repeated-draws'
import { drawDigest, jointDraw } from '#lib/statistics/draw-digest'

const readout = { kind: 'generate' } as const
const edited = (edit: ImageEdit): Trial => ({ interventions: [{ at: 'image', edit }], readout })
const ordered = (...order: number[]): Trial => ({
  interventions: [{ at: 'visual-tokens', order: Uint32Array.from(order) }],
  readout,
})
const seeded = { seed: 1 }

describe('the digest of a draw', () => {
  test('is that of the order, the cells or the other item, of every picture', () => {
    const digests = [
      [ordered(1, 0, 2)],
      [ordered(2, 0, 1)],
      [ordered(1, 0, 2), ordered(1, 0)],
      [edited({ kind: 'shuffle-cells', grid: 2, order: Uint32Array.of(0, 2, 1, 3) })],
      [edited({ kind: 'mask-cells', grid: 14, cells: Uint32Array.of(5, 9), fill: 'black' })],
      [edited({ kind: 'other-item', item: 7 })],
    ].map(trials => drawDigest(seeded, trials))
    expect(new Set(digests).size).toBe(digests.length)
    for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{16}$/)
    expect(drawDigest({ seed: 2 }, [ordered(1, 0, 2)])).toBe(digests[0])
  })

  test('is nothing where nothing was drawn, or in one way only', () => {
    expect(drawDigest({ seed: 0 }, [ordered(2, 1, 0)])).toBeNull()
    expect(drawDigest(seeded, [ordered(0)])).toBeNull()
    expect(drawDigest(seeded, [edited({ kind: 'synthesized', picture: 0 })])).toBeNull()
  })
})

describe('a run', () => {
  const outcomes = (condition: string, draws: (string | null)[]) => ({
    probe: 'permutation',
    condition,
    scores: draws.map(() => 1),
    ...(jointDraw(draws) === undefined ? {} : { draws: jointDraw(draws) }),
  })
  const ten = (name: string) => Array.from({ length: 10 }, (_, at) => `${name}${at}`)
  const check = (...batches: ReturnType<typeof outcomes>[][]) => refuseRepeatedDraws('MMVP', batches)

  test('two of whose seeds drew the same for every item is refused', () => {
    expect(() => check([outcomes('seed-1', ten('a')), outcomes('seed-2', ten('a'))])).toThrow(
      'MMVP: permutation seed-1 and permutation seed-2 drew the same for all of 10 items',
    )
    const halves = (...names: string[]) =>
      names.map((name, at) => outcomes(`grid-2/seed-${at + 1}`, ten(name)))
    expect(() => check(halves('a', 'b', 'c'), halves('d', 'e', 'd'))).not.toThrow()
    expect(() => check(halves('a', 'b', 'a'), halves('d', 'e', 'd'))).toThrow('grid-2/seed-3')
  })

  test('is kept where some items differ, where settings do, where items are few, and where nobody said', () => {
    expect(() =>
      check([outcomes('seed-1', ten('a')), outcomes('seed-2', ten('a').with(9, 'b'))]),
    ).not.toThrow()
    expect(() =>
      check([outcomes('grid-2/seed-1', ten('a')), outcomes('grid-4/seed-1', ten('a'))]),
    ).not.toThrow()
    const few = ten('a').slice(0, 7)
    expect(() => check([outcomes('seed-1', few), outcomes('seed-2', few)])).not.toThrow()
    const silent = ten('a').map(() => null)
    expect(() => check([outcomes('seed-1', silent), outcomes('seed-2', silent)])).not.toThrow()
  })
})
