import type { Cell } from '../domain/cell'
import type { BenchmarkOutcomes } from './run-outcomes'

/** Outcomes of the items that were scored under every condition, so that all comparisons are on the same items. */
export interface ScoredItems {
  /** Null where nothing was scored under some condition. */
  readonly outcomes: BenchmarkOutcomes | null
  /** Items left out: no judge gave a verdict on them under some condition. */
  readonly left: number
}

/** Leaves out the items with an answer that nobody judged. */
export function keepScored(outcomes: BenchmarkOutcomes): ScoredItems {
  const { items, cells } = outcomes
  const kept = [...items.keys()].filter(at => cells.every(({ scores }) => !Number.isNaN(scores[at])))
  const left = items.length - kept.length
  if (left === 0) return { outcomes, left }
  if (kept.length === 0) return { outcomes: null, left }
  const some = {
    ...outcomes,
    items: kept.flatMap(at => items[at] ?? []),
    cells: cells.map(cell => only(cell, kept)),
  }
  return { outcomes: some, left }
}

function only(cell: Cell, kept: readonly number[]): Cell {
  const { scores, unparsed, changed, against } = cell
  return {
    ...cell,
    scores: Float32Array.from(kept, at => scores[at] ?? Number.NaN),
    unparsed: Uint8Array.from(kept, at => unparsed[at] ?? 0),
    changed: Uint8Array.from(kept, at => changed[at] ?? 0),
    ...(against ? { against: Float32Array.from(kept, at => against[at] ?? Number.NaN) } : {}),
  }
}
