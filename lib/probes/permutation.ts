import type { VisualTokenLayout } from '../domain/visual-tokens'
import type { Random } from '../statistics/keyed-random'
import type { Condition, Probe } from './probe'

const seeds = [1, 2, 3, 4, 5]
const reference = { probe: 'reference', condition: 'reference' }

/**
 * Permutation of visual tokens (measurement 1.2): every block of patch tokens is permuted within itself, separators
 * stay put, positions stay with the slot. `reversed` is the control that has no chance in it.
 */
export const permutation: Probe = {
  id: 'permutation',
  version: 1,
  title: 'Permuted visual tokens',
  paper: 'Section 4.1, Table 1',
  conditions: () => [
    ...seeds.map((seed): Condition => ({ id: `seed-${seed}`, setting: 'permuted', seed, reference })),
    { id: 'reversed', setting: 'reversed', seed: 0, reference },
  ],
  arrange: ({ visualTokens }, condition, random) => ({
    interventions: [{ at: 'visual-tokens', order: permutedOrder(visualTokens, condition, random) }],
    readout: { kind: 'generate' },
  }),
}

function permutedOrder(layout: VisualTokenLayout, condition: Condition, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: layout.count }, (_, row) => row)
  for (const { tokens } of layout.blocks) {
    const drawn = condition.id === 'reversed' ? null : random.permutation(tokens.length)
    tokens.forEach((row, slot) => {
      const source = drawn ? drawn[slot] : tokens.length - 1 - slot
      order[row] = tokens[source ?? slot] ?? row
    })
  }
  return order
}
