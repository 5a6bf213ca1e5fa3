import type { Cell } from '#lib/domain/cell'
import type { CheckpointShape } from '#lib/domain/checkpoint'
import type { ItemRecord } from '#lib/domain/item'
import type { BenchmarkOutcomes, RunOutcomes } from '#lib/leaderboard/run-outcomes'
import { permutation } from '#lib/probes/permutation'
import type { Condition } from '#lib/probes/probe'
import { referenceProbe } from '#lib/probes/reference'
import { spatialShuffle } from '#lib/probes/spatial-shuffle'
import { suiteConditions } from '#lib/probes/suite-conditions'

/** An item with nothing but its place; each has a picture of its own. */
export function madeItem(at: number, rest: Partial<ItemRecord> = {}): ItemRecord {
  const options = [...'ABCD'].map(label => ({ label, text: `option ${label}` }))
  const made = {
    id: String(at),
    question: 'Which?',
    options,
    answer: 'A',
    group: '',
    category: '',
    details: {},
  }
  return { ...made, imageHash: `picture-${at}`, hash: `item-${at}`, ...rest }
}

/** What an item got: a score, or a score with flags. */
type Got = number | { readonly score: number; readonly unparsed?: boolean; readonly changed?: boolean }

const madeProbes = [referenceProbe, permutation, spatialShuffle]

/** Outcomes of every condition of a few probes under the full suite, by a rule. */
export function madeOutcomes(
  benchmark: string,
  items: readonly ItemRecord[],
  rule: (condition: Condition, item: number) => Got,
): BenchmarkOutcomes {
  const conditions = suiteConditions('full', { benchmark, options: 4 }, madeShape, madeProbes)
  const cells = conditions.map(({ probe, condition }): Cell => {
    const got = items.map((_, item) => rule(condition, item))
    const flags = got.map(one => (typeof one === 'number' ? { score: one } : one))
    return {
      benchmark,
      probe: probe.id,
      probeVersion: probe.version,
      condition: condition.id,
      scores: Float32Array.from(flags, ({ score }) => score),
      unparsed: Uint8Array.from(flags, one => ('unparsed' in one && one.unparsed ? 1 : 0)),
      changed: Uint8Array.from(flags, one => ('changed' in one && one.changed ? 1 : 0)),
    }
  })
  return {
    benchmark,
    title: `${benchmark.toUpperCase()}_MADE`,
    edition: 'made',
    scorer: 'made',
    promptProfile: 'llava',
    items,
    cells,
  }
}

export const madeShape: CheckpointShape = {
  family: 'llava',
  storedPrecision: 'bf16',
  parameters: 1,
  weightBytes: 2,
  vision: { modelType: 'clip_vision_model', layers: 1, width: 1, heads: 1, imageSize: 336, patchSize: 14 },
  text: {
    modelType: 'llama',
    layers: 1,
    width: 1,
    heads: 1,
    keyValueHeads: 1,
    vocabulary: 1,
    maxPositions: 1,
  },
}

export function madeRun(...benchmarks: BenchmarkOutcomes[]): RunOutcomes {
  const engine = { version: 'made', provider: 'cpu', precision: 'fp32' }
  return { suite: 'full', shape: madeShape, engine, benchmarks, notRun: [], reductions: [] }
}
