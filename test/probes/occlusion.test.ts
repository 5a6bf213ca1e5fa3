import { describe, expect, test } from 'vitest'
import type { ImageEdit } from '#lib/domain/trial'
import { occlusion } from '#lib/probes/occlusion'
import { arrange, made, shape, sorted, upTo } from './made-subject'

const mean = Float32Array.from(upTo(196), cell => (cell * 37) % 196)
const head1 = mean.map(value => 195 - value)
const saliency = { grid: 14, mean, head1 }

function maskUnder(id: string, rest = {}): Extract<ImageEdit, { kind: 'mask-cells' }> {
  const [edit] = arrange(occlusion, id, { saliency, ...rest }).interventions
  if (edit?.at !== 'image' || edit.edit.kind !== 'mask-cells') throw new Error('nothing is masked')
  return edit.edit
}
const cellsUnder = (id: string, rest = {}) => [...maskUnder(id, rest).cells]
const idsOf = (suite: 'demo' | 'standard' | 'full', benchmark = 'ai2d') =>
  occlusion.conditions(suite, made(benchmark), shape).map(({ id }) => id)

describe('the conditions of occlusion', () => {
  test('are five ratios at random and by saliency, and the mean colour at one, on AI2D', () => {
    const ids = idsOf('standard')
    expect(ids).toHaveLength(5 * (3 + 2) + 3)
    for (const id of ['random/0.3/seed-1', 'salient/0.5', 'non-salient/0.9', 'mean-fill/random/0.5/seed-3'])
      expect(ids).toContain(id)
    expect(idsOf('standard', 'mmstar')).toEqual([])
  })

  test('are three ratios in the demo', () => {
    expect(idsOf('demo')).toHaveLength(3 * (3 + 2) + 3)
  })

  test('are nine ratios, mass mode and one head in the full suite, on three benchmarks', () => {
    for (const benchmark of ['ai2d', 'mmstar', 'mathvista'])
      expect(idsOf('full', benchmark)).toHaveLength(9 * (3 + 8) + 3)
    for (const id of ['mass-salient/0.5', 'mass-non-salient/0.5', 'head1-salient/0.5', 'random/0.6/seed-2'])
      expect(idsOf('full')).toContain(id)
  })

  test('ask the encoder alone on classification sets of the full suite, against its answer to the whole picture', () => {
    const conditions = occlusion.conditions('full', made('food101'), shape)
    expect(conditions).toHaveLength(1 + 9 * (3 + 2))
    for (const { id, reference, needs } of conditions.slice(1)) {
      expect(id).toMatch(/^encoder\//)
      expect(reference).toEqual({ probe: 'occlusion', condition: 'encoder/whole' })
      expect(needs).toContain('encoder')
    }
    expect(idsOf('standard', 'food101')).toEqual([])
    expect(arrange(occlusion, 'encoder/whole')).toEqual({
      subject: 'encoder',
      interventions: [],
      readout: { kind: 'zero-shot' },
    })
    expect(arrange(occlusion, 'encoder/salient/0.5', { saliency }).subject).toBe('encoder')
  })

  test('need saliency only where they go by it', () => {
    const needy = occlusion
      .conditions('full', made('ai2d'), shape)
      .filter(({ needs }) => needs?.includes('saliency'))
    expect(needy.map(({ id }) => id).filter(id => id.includes('random'))).toEqual([])
    expect(needy).toHaveLength(9 * 8)
    expect(occlusion.needs).toEqual([])
  })
})

describe('the cells that are hidden', () => {
  test.each([
    ['random/0.3/seed-1', 58],
    ['encoder/random/0.9/seed-1', 176],
    ['salient/0.5', 98],
    ['non-salient/0.7', 137],
    ['head1-salient/0.1', 19],
    ['mean-fill/random/0.5/seed-2', 98],
  ])('of %s are %i of 196', (id, count) => {
    const { grid, cells } = maskUnder(id)
    expect(grid).toBe(14)
    expect(cells).toHaveLength(count)
    expect(sorted(new Set(cells))).toEqual([...cells])
  })

  test('are black, or of the mean colour', () => {
    expect(maskUnder('random/0.5/seed-1').fill).toBe('black')
    expect(maskUnder('salient/0.5').fill).toBe('black')
    expect(maskUnder('mean-fill/random/0.5/seed-1').fill).toBe('mean')
  })

  test('stand out most, or least, to the mean of the heads or to one', () => {
    const values = (id: string) => sorted(cellsUnder(id).map(cell => mean[cell] ?? Number.NaN))
    expect(values('salient/0.1')).toEqual(upTo(19).map(at => 177 + at))
    expect(values('non-salient/0.1')).toEqual(upTo(19))
    expect(values('head1-salient/0.1')).toEqual(upTo(19))
    expect(values('head1-non-salient/0.1')).toEqual(upTo(19).map(at => 177 + at))
  })

  test('in mass mode are a front and all that is behind it', () => {
    const front = cellsUnder('mass-salient/0.4')
    expect(sorted([...front, ...cellsUnder('mass-non-salient/0.4')])).toEqual(upTo(196))
    const share = front.reduce((sum, cell) => sum + (mean[cell] ?? 0), 0) / mean.reduce((a, b) => a + b, 0)
    expect(share).toBeGreaterThan(0.39)
    expect(share).toBeLessThan(0.41)
    // One head sees the other end.
    const head = cellsUnder('head1-mass-salient/0.4')
    expect(head.some(cell => front.includes(cell))).toBe(false)
    expect(sorted([...head, ...cellsUnder('head1-mass-non-salient/0.4')])).toEqual(upTo(196))
  })

  test('at random differ between seeds, ratios and items, not between checkpoints', () => {
    const first = cellsUnder('random/0.5/seed-1')
    expect(cellsUnder('random/0.5/seed-1', { image: { width: 9, height: 7 } })).toEqual(first)
    expect(cellsUnder('random/0.5/seed-2')).not.toEqual(first)
    expect(cellsUnder('random/0.5/seed-1', { item: '2' })).not.toEqual(first)
    expect(cellsUnder('random/0.3/seed-1').every(cell => first.includes(cell))).toBe(false)
  })

  test('need no saliency at random, and cannot do without it elsewhere', () => {
    expect(cellsUnder('random/0.5/seed-1', { saliency: undefined })).toHaveLength(98)
    expect(() => cellsUnder('salient/0.5', { saliency: undefined })).toThrow('item 1 has no saliency')
  })

  test('of a map on another grid are those of the map on ours', () => {
    const fine = Float32Array.from(upTo(28 * 28), cell => (cell === 0 ? 1 : 0))
    expect(cellsUnder('salient/0.1', { saliency: { grid: 28, mean: fine, head1: fine } })[0]).toBe(0)
    const corner = Float32Array.of(0, 0, 0, 1)
    const cells = cellsUnder('salient/0.1', { saliency: { grid: 2, mean: corner, head1: corner } })
    expect(cells.every(cell => cell >= 98 && cell % 14 >= 7)).toBe(true)
  })
})
