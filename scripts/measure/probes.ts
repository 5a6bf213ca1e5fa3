import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Figure, Measurement } from './measurement'
import { itemMemory } from './probes/item-memory'
import { measureShape, type ShapeToMeasure } from './probes/measured-shape'
import { type Cut, randomCheckpoint } from './probes/random-checkpoint'

const python = existsSync('.venv/bin/python') ? '.venv/bin/python' : null
const torchSide = 'scripts/measure/torch_probes.py'

const shapes: Record<Cut, Omit<ShapeToMeasure, 'folder' | 'python' | 'torchSide'>> = {
  'one-tile': {
    title: 'OneVision-0.5B, one tile',
    // Its sides are multiples of every grid: what is not shuffled is the picture itself.
    picture: { width: 672, height: 448 },
    layers: null,
    judged: true,
  },
  tiles: {
    title: 'OneVision-0.5B, many tiles',
    picture: { width: 768, height: 570 },
    layers: [0, 11, 23],
    judged: false,
  },
}

/** One item under every probe: the plan against the naive loops, and memory over many items. */
export const probes: Measurement = {
  name: 'probes',
  shows:
    'multiply-adds and time of the plan against the naive loops, overhead, distance to the limit, memory',
  async measure() {
    if (!python)
      throw new Error('transformers makes the random checkpoint and answers beside us: there is no .venv')
    const scratch = mkdtempSync(join(tmpdir(), 'parallax-probes-'))
    const figures = told(await itemMemory())
    try {
      for (const cut of ['one-tile', 'tiles'] as const) {
        const folder = join(scratch, cut)
        await randomCheckpoint(folder, cut, python, torchSide)
        figures.push(...told(await measureShape({ ...shapes[cut], folder, python, torchSide })))
        rmSync(folder, { recursive: true, force: true })
      }
    } finally {
      rmSync(scratch, { recursive: true, force: true })
    }
    return figures
  },
}

/** Said as they come: the whole takes half an hour. */
function told(figures: readonly Figure[]): Figure[] {
  for (const { figure, value } of figures) console.error(`${figure}: ${value}`)
  return [...figures]
}
