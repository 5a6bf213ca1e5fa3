import type { SuiteId } from '../domain/suite'
import type { ImageEdit } from '../domain/trial'
import { asksAboutPictures } from './design/benchmark-sets'
import { seededConditions } from './design/seeded-conditions'
import type { Condition, Probe } from './probe'

/** Grids of measurement 1.3, coarse to fine. The rank of a grid in this list is its place on the curve. */
const spatialGrids = [2, 4, 8, 14] as const
const seeds: Readonly<Record<SuiteId, number>> = { demo: 2, standard: 3, full: 5 }
/** The benchmarks of the paper; the full suite takes all. */
const chosen = ['mmvp', 'mm-vet', 'mathvista', 'ai2d']

/**
 * Spatial shuffle of image patches (measurement 1.3): the raw picture is resized so that the grid divides it, its
 * cells are shuffled, and the checkpoint's own processor goes on from there. Each grid is compared with the resized,
 * unshuffled picture of the same grid. A picture smaller than the grid is made larger: every benchmark has the same grids,
 * and areas under their curves the same axis.
 */
export const spatialShuffle: Probe = {
  id: 'spatial-shuffle',
  version: 1,
  title: 'Shuffled image patches',
  paper: 'Figure 2',
  needs: [],
  conditions(suite, benchmark) {
    if (!asksAboutPictures(benchmark)) return []
    if (suite !== 'full' && !chosen.includes(benchmark.benchmark)) return []
    return spatialGrids.flatMap((grid): Condition[] => {
      const unshuffled = `grid-${grid}/unshuffled`
      const reference = { probe: 'spatial-shuffle', condition: unshuffled }
      return [
        { id: unshuffled, setting: null, seed: 0, reference: null },
        ...seededConditions(`grid-${grid}`, seeds[suite], { reference }),
      ]
    })
  },
  arrange({ image }, condition, random) {
    const grid = gridOf(condition.id)
    const fits = image.width % grid === 0 && image.height % grid === 0
    const edit: ImageEdit =
      condition.setting === null
        ? { kind: 'fit-grid', grid }
        : { kind: 'shuffle-cells', grid, order: random.permutation(grid * grid) }
    return {
      interventions: edit.kind === 'fit-grid' && fits ? [] : [{ at: 'image', edit }],
      readout: { kind: 'generate' },
    }
  },
}

/** The grid in `grid-4/seed-1`, `grid-4/unshuffled` or `grid-4`. */
export function gridOf(condition: string): number {
  return Number(/^grid-(\d+)/.exec(condition)?.[1])
}
