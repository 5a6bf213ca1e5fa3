import type { Condition, Probe } from './probe'

/** Grids of measurement 1.3, coarse to fine. The rank of a grid in this list is its place on the curve. */
export const spatialGrids = [2, 4, 8, 14] as const
const seeds = [1, 2, 3]
/** Below this side a cell no longer shows anything, and the grid is left out. */
const smallestCell = 4

/**
 * Spatial shuffle of image patches (measurement 1.3): the raw picture is resized so that the grid divides it, its
 * cells are shuffled, and the checkpoint's own processor goes on from there. Each grid is compared with the resized,
 * unshuffled picture of the same grid.
 */
export const spatialShuffle: Probe = {
  id: 'spatial-shuffle',
  version: 1,
  title: 'Shuffled image patches',
  paper: 'Section 4.1, Figure 4',
  conditions: (_suite, { smallestSide }) =>
    spatialGrids
      .filter(grid => smallestSide >= grid * smallestCell)
      .flatMap((grid): Condition[] => {
        const unshuffled = `grid-${grid}/unshuffled`
        const reference = { probe: 'spatial-shuffle', condition: unshuffled }
        return [
          { id: unshuffled, setting: null, seed: 0, reference: null },
          ...seeds.map(seed => ({
            id: `grid-${grid}/seed-${seed}`,
            setting: `grid-${grid}`,
            seed,
            reference,
          })),
        ]
      }),
  arrange: ({ image }, condition, random) => {
    const grid = gridOf(condition.id)
    const fits = image.width % grid === 0 && image.height % grid === 0
    if (condition.setting !== null) {
      const order = random.permutation(grid * grid)
      return shuffled(grid, order)
    }
    return {
      interventions: fits ? [] : [{ at: 'image', edit: { kind: 'fit-grid', grid } }],
      readout: { kind: 'generate' },
    }
  },
}

function shuffled(grid: number, order: Uint32Array) {
  return {
    interventions: [{ at: 'image', edit: { kind: 'shuffle-cells', grid, order } }],
    readout: { kind: 'generate' },
  } as const
}

/** The grid in `grid-4/seed-1`, `grid-4/unshuffled` or `grid-4`. */
export function gridOf(condition: string): number {
  return Number(/^grid-(\d+)/.exec(condition)?.[1])
}
