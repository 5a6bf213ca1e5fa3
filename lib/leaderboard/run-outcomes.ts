import type { Cell } from '../domain/cell'
import type { CheckpointShape } from '../domain/checkpoint'
import type { ItemRecord } from '../domain/item'
import type { NotRun } from '../domain/not-run'
import type { AlignmentResult } from '../domain/reduction-result'
import type { BenchmarkSummary, RunSummary } from '../domain/run-summary'
import type { SuiteId } from '../domain/suite'
import type { ReadAnswers } from './findings/answer-prior'

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
  /**
   * Answers as they were read, in the order of `items`, under the conditions whose answer priors are audited; left out
   * where none is.
   */
  readonly answers?: readonly ReadAnswers[]
  /** Of mathematics in words: the plain answers read strictly, one value an item; NaN where it was not asked. */
  readonly strict?: Float64Array
}

/** A complete run at item level: all that its summary is made of. */
export interface RunOutcomes {
  readonly suite: SuiteId
  readonly shape: CheckpointShape
  readonly engine: RunSummary['engine']
  /** At least one. */
  readonly benchmarks: readonly BenchmarkOutcomes[]
  /** What the suite has and the run could not do. */
  readonly notRun: readonly NotRun[]
  /** Results that are no means over items. */
  readonly reductions: readonly AlignmentResult[]
}
