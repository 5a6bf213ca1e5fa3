import type { CheckpointShape } from '#lib/domain/checkpoint'
import { suiteIds } from '#lib/domain/suite'
import type { Trial } from '#lib/domain/trial'
import type { VisualTokenBlock, VisualTokenLayout } from '#lib/domain/visual-tokens'
import { knownBenchmarks } from '#lib/probes/design/benchmark-sets'
import type { Condition, Probe, ProbedBenchmark, Subject } from '#lib/probes/probe'
import { keyedRandom } from '#lib/statistics/keyed-random'

/** A checkpoint whose pictures are `side` x `side` patches, with that many layers of language model. */
export function madeShape(side: number, layers = 4): CheckpointShape {
  return {
    family: 'made',
    storedPrecision: 'fp32',
    parameters: 0,
    weightBytes: 0,
    vision: {
      modelType: 'made',
      layers: 1,
      width: 1,
      heads: 1,
      // Not a multiple of the patch: what is left over makes no patch.
      imageSize: side * 14 + 5,
      patchSize: 14,
    },
    text: {
      modelType: 'made',
      layers,
      width: 1,
      heads: 1,
      keyValueHeads: 1,
      vocabulary: 1,
      maxPositions: 1,
    },
  }
}

export const shape = madeShape(24)

/** A benchmark with four options. */
export function made(benchmark: string, rest: Partial<ProbedBenchmark> = {}): ProbedBenchmark {
  return { benchmark, options: 4, ...rest }
}

/** All benchmarks of the catalogue as probes see them. */
export const everyBenchmark = knownBenchmarks({ options: 4 })

/** One crop of rows x columns, patch by patch. */
export function oneCrop(rows: number, columns = rows): VisualTokenLayout {
  return { count: rows * columns, blocks: [block('base', rows, columns, 0, 0)] }
}

/**
 * A base crop of rows x columns without separators, then tiles of twice as many rows and columns, each row of which ends
 * in a newline.
 */
export function manyCrops(rows: number, columns = rows): VisualTokenLayout {
  const base = rows * columns
  return {
    count: base + 2 * rows * (2 * columns + 1),
    blocks: [block('base', rows, columns, 0, 0), block('tiles', 2 * rows, 2 * columns, base, 1)],
  }
}

/** A block from `first` on, with `separators` tokens after each row. */
export function block(
  kind: VisualTokenBlock['kind'],
  rows: number,
  columns: number,
  first: number,
  separators: number,
): VisualTokenBlock {
  const tokens = Uint32Array.from(
    { length: rows * columns },
    (_, at) => first + Math.floor(at / columns) * (columns + separators) + (at % columns),
  )
  return { kind, rows, columns, tokens }
}

export function madeSubject(rest: Partial<Subject> = {}): Subject {
  return {
    item: '1',
    place: 0,
    items: 10,
    options: 4,
    image: { width: 336, height: 336 },
    visualTokens: oneCrop(24),
    ...rest,
  }
}

/** The trial of a condition with its keyed draws. @param condition an id of some suite, or a condition. */
export function arrange(probe: Probe, condition: string | Condition, rest: Partial<Subject> = {}): Trial {
  const found = typeof condition === 'string' ? conditionOf(probe, condition) : condition
  const subject = madeSubject(rest)
  const key = { seed: found.seed, probe: probe.id, condition: found.id, item: subject.item }
  return probe.arrange(subject, found, keyedRandom(key))
}

/** The condition of that id in the first suite that has it, the largest first. */
export function conditionOf(probe: Probe, id: string, checkpoint = shape): Condition {
  for (const suite of suiteIds.toReversed())
    for (const benchmark of everyBenchmark)
      for (const condition of probe.conditions(suite, benchmark, checkpoint))
        if (condition.id === id) return condition
  throw new Error(`${probe.id} has no condition ${id}`)
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at)
}

export function sorted(values: Iterable<number>): number[] {
  return [...values].sort((a, b) => a - b)
}
