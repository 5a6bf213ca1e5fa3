import type { SuiteId } from '../domain/suite'
import { plainAnswer } from './design/seeded-conditions'
import type { Condition, Probe } from './probe'

const benchmarks = ['mmvp', 'mathvista']
const pictures: Readonly<Record<SuiteId, number>> = { demo: 1, standard: 1, full: 2 }

/**
 * Synthesized pictures (measurement 1.4): the picture is described by a captioner and drawn anew from the caption, so
 * that what no caption says is gone. An item whose caption has no picture is not asked.
 */
export const synthesizedImage: Probe = {
  id: 'synthesized-image',
  version: 1,
  title: 'Synthesized images',
  paper: 'Table 2',
  needs: ['synthesizer'],
  conditions: (suite, { benchmark }) =>
    benchmarks.includes(benchmark)
      ? Array.from({ length: pictures[suite] }, (_, before): Condition => {
          const seed = before + 1
          return { id: `picture-${seed}`, setting: 'picture', seed, reference: plainAnswer }
        })
      : [],
  arrange: (_subject, { seed }) => ({
    interventions: [{ at: 'image', edit: { kind: 'synthesized', picture: seed - 1 } }],
    readout: { kind: 'generate' },
  }),
}
