import type { SuiteId } from '../domain/suite'
import type { VisualTokenLayout } from '../domain/visual-tokens'
import { asksAboutPictures } from './design/benchmark-sets'
import { plainAnswer, seededConditions } from './design/seeded-conditions'
import type { Condition, Probe } from './probe'

const seeds: Readonly<Record<SuiteId, number>> = { demo: 3, standard: 5, full: 5 }
const reversed: Condition = { id: 'reversed', setting: 'reversed', seed: 0, reference: plainAnswer }

/**
 * Permutation of visual tokens (measurement 1.2): every block of patch tokens is permuted within itself, separators
 * stay put, positions stay with the slot. Two controls in the full suite: `reversed` has no chance in it, and `all`
 * moves the separators of a block along with its patches.
 */
export const permutation: Probe = {
  id: 'permutation',
  version: 1,
  title: 'Permuted visual tokens',
  paper: 'Table 1',
  needs: ['weights'],
  conditions(suite, benchmark) {
    if (!asksAboutPictures(benchmark)) return []
    const permuted = Array.from({ length: seeds[suite] }, (_, before): Condition => {
      const seed = before + 1
      return { id: `seed-${seed}`, setting: 'permuted', seed, reference: plainAnswer }
    })
    if (suite !== 'full') return permuted
    return [...permuted, reversed, ...seededConditions('all', seeds.full, { reference: plainAnswer })]
  },
  arrange({ visualTokens }, { id, setting }, random) {
    const segments = setting === 'all' ? withSeparators(visualTokens) : patchesOf(visualTokens)
    const order = Uint32Array.from({ length: visualTokens.count }, (_, row) => row)
    for (const rows of segments) {
      const drawn = id === reversed.id ? null : random.permutation(rows.length)
      rows.forEach((row, slot) => {
        order[row] = rows[drawn?.[slot] ?? rows.length - 1 - slot] ?? row
      })
    }
    return { interventions: [{ at: 'visual-tokens', order }], readout: { kind: 'generate' } }
  },
}

function patchesOf({ blocks }: VisualTokenLayout): number[][] {
  return blocks.map(({ tokens }) => [...tokens])
}

/** The rows of each block with its separators: a separator belongs to the patch before it, or to the first block. */
function withSeparators({ count, blocks }: VisualTokenLayout): number[][] {
  const owner = new Map<number, number>()
  blocks.forEach(({ tokens }, block) => {
    for (const row of tokens) owner.set(row, block)
  })
  const segments = blocks.map((): number[] => [])
  let block = 0
  for (let row = 0; row < count; row++) {
    block = owner.get(row) ?? block
    segments[block]?.push(row)
  }
  return segments
}
