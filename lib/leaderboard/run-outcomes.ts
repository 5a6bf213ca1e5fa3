import type { Cell } from '../domain/cell'
import type { CheckpointShape } from '../domain/checkpoint'
import type { ItemRecord } from '../domain/item'
import type { BenchmarkSummary, RunSummary } from '../domain/run-summary'
import type { SuiteId } from '../domain/suite'

/** Everything a run stored of one benchmark. */
export interface BenchmarkOutcomes {
  readonly benchmark: string
  /** The file's title, e.g. `MMVP_MINI`. */
  readonly title: string
  readonly edition: string
  readonly scorer: string
  readonly promptProfile: string
  /** Who graded the answers. */
  readonly judge?: BenchmarkSummary['judge']
  /** In the order of the file. */
  readonly items: readonly ItemRecord[]
  /** One per probe and condition that was run; each has one score an item, in the order of `items`. */
  readonly cells: readonly Cell[]
}

/** A complete run at item level: all that its summary is made of. */
export interface RunOutcomes {
  readonly suite: SuiteId
  readonly shape: CheckpointShape
  readonly engine: RunSummary['engine']
  /** At least one. */
  readonly benchmarks: readonly BenchmarkOutcomes[]
}
