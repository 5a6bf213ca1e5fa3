import type { SuiteId } from '../domain/suite'
import type { Condition, Probe } from './probe'

const few = ['mmstar', 'mmvp']
const benchmarks: Readonly<Record<SuiteId, readonly string[]>> = {
  demo: few,
  standard: few,
  full: [...few, 'q-bench', 'sqa-img', 'ai2d'],
}

const id = 'option-rotation'

/**
 * All cyclic rotations of the answer options, with the probability of every label (measurement 1.9): what is chosen for
 * its place shows where the same text is not chosen in another. `rotation-0` is the plain question.
 */
export const optionRotation: Probe = {
  id,
  version: 1,
  title: 'Rotated answer options',
  paper: 'Not in the paper',
  needs: [],
  conditions: (suite, { benchmark, options }) =>
    benchmarks[suite].includes(benchmark) ? Array.from({ length: options }, (_, turn) => rotation(turn)) : [],
  // The rotations of an item with fewer options than others are through before.
  applies: ({ options }, condition) => optionTurn(id, condition.id) < options.length,
  arrange(_subject, condition) {
    const turn = optionTurn(id, condition.id)
    return {
      interventions: turn === 0 ? [] : [{ at: 'options', turn }],
      readout: { kind: 'generate-and-score-options' },
    }
  },
}

function rotation(turn: number): Condition {
  const name = `rotation-${turn}`
  return turn === 0
    ? { id: name, setting: null, seed: 0, reference: null }
    : { id: name, setting: name, seed: 0, reference: { probe: id, condition: 'rotation-0' } }
}

/** By how many places a condition turns the options of an item; 0 under every other probe. */
export function optionTurn(probe: string, condition: string): number {
  return probe === id ? Number(/^rotation-(\d+)$/.exec(condition)?.[1] ?? 0) : 0
}
