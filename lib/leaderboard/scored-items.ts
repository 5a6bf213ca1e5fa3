import type { Cell } from '../domain/cell'
import { plainReference } from './probe-settings'
import type { BenchmarkOutcomes, RunOutcomes } from './run-outcomes'

/**
 * Outcomes of the items that were asked, and scored under every condition that asked them, so that all comparisons are
 * on the same items.
 */
export interface ScoredItems {
  /** Null where nothing was scored. */
  readonly outcomes: BenchmarkOutcomes | null
  /** Items left out: no judge gave a verdict on them under some condition. */
  readonly left: number
}

/** Leaves out the items that the plain reference did not ask, and those with an answer that nobody judged. */
export function keepScored(outcomes: BenchmarkOutcomes): ScoredItems {
  const { items, cells, answers, strict } = outcomes
  const { asked } = plainReference(outcomes)
  const listed = [...items.keys()].filter(at => wasAsked(asked, at))
  const kept = listed.filter(at =>
    cells.every(cell => !wasAsked(cell.asked, at) || !Number.isNaN(cell.scores[at])),
  )
  const left = listed.length - kept.length
  if (kept.length === items.length) return { outcomes, left }
  if (kept.length === 0) return { outcomes: null, left }
  const some = {
    ...outcomes,
    items: kept.flatMap(at => items[at] ?? []),
    cells: cells.map(cell => only(cell, kept)),
    ...(strict ? { strict: Float64Array.from(kept, at => strict[at]) } : {}),
    ...(answers
      ? {
          answers: answers.map(one => ({
            ...one,
            answers: kept.map(at => one.answers[at]),
            ...(one.likeness ? { likeness: kept.map(at => one.likeness?.[at] ?? null) } : {}),
          })),
        }
      : {}),
  }
  return { outcomes: some, left }
}

/** What was scored of a run's benchmarks, without those of which nothing was. */
export function scoredOutcomes({ benchmarks }: Pick<RunOutcomes, 'benchmarks'>): BenchmarkOutcomes[] {
  return benchmarks.flatMap(found => keepScored(found).outcomes ?? [])
}

function wasAsked(asked: Uint8Array | undefined, item: number): boolean {
  return asked === undefined || asked[item] === 1
}

function only(cell: Cell, kept: readonly number[]): Cell {
  const { asked, scores, unparsed, changed, against } = cell
  return {
    ...cell,
    ...(asked ? { asked: Uint8Array.from(kept, at => asked[at] ?? 0) } : {}),
    scores: Float32Array.from(kept, at => scores[at] ?? Number.NaN),
    unparsed: Uint8Array.from(kept, at => unparsed[at] ?? 0),
    changed: Uint8Array.from(kept, at => changed[at] ?? 0),
    ...(against ? { against: Float32Array.from(kept, at => against[at] ?? Number.NaN) } : {}),
  }
}
