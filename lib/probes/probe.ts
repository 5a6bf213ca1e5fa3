import type { SuiteId } from '../domain/suite'
import type { Trial } from '../domain/trial'
import type { ImageSize, VisualTokenLayout } from '../domain/visual-tokens'
import type { Random } from '../statistics/keyed-random'

/** One way a probe looks at every item: a cell of the leaderboard is made of one condition. */
export interface Condition {
  /** Reads like `seed-3` or `grid-4/seed-1`; unique within the probe. */
  readonly id: string
  /** The condition without its seed: conditions of one setting are averaged. `null` where it is a reference. */
  readonly setting: string | null
  /** Index of the seed in the suite, from 1; 0 where nothing is drawn. */
  readonly seed: number
  /** What this condition is compared with; null where it stands for itself. */
  readonly reference: ConditionRef | null
}

/** Names a condition across probes. */
export interface ConditionRef {
  readonly probe: string
  readonly condition: string
}

/** What a probe may know of the item it arranges, and of how the checkpoint sees it. */
export interface Subject {
  readonly item: string
  readonly image: ImageSize
  readonly visualTokens: VisualTokenLayout
}

/** What a probe may know of a benchmark when it lists its conditions. */
export interface ProbedBenchmark {
  readonly benchmark: string
  /** The shortest side of any picture, in pixels. */
  readonly smallestSide: number
  /** Its questions have no picture: only the plain reference says anything. */
  readonly textOnly?: boolean
}

/** A way to ask a checkpoint how it sees. Pure: equal arguments give equal trials. */
export interface Probe {
  readonly id: string
  /** Raised when a change makes older results incomparable. */
  readonly version: number
  readonly title: string
  /** Section of arXiv 2410.04751 it is taken from. */
  readonly paper: string
  conditions(suite: SuiteId, benchmark: ProbedBenchmark): readonly Condition[]
  /** @param random the generator keyed by (seed, probe, condition, item). */
  arrange(subject: Subject, condition: Condition, random: Random): Trial
}
