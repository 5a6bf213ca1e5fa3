import type { CheckpointShape } from '../domain/checkpoint'
import type { Need } from '../domain/need'
import type { Reduction } from '../domain/reduction'
import type { Saliency } from '../domain/saliency'
import type { SuiteId } from '../domain/suite'
import type { Trial } from '../domain/trial'
import type { ImageSize, VisualTokenLayout } from '../domain/visual-tokens'
import type { Random } from '../statistics/keyed-random'

export type { Need }

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
  /** What it takes beside what all conditions of its probe take. */
  readonly needs?: readonly Need[]
  /** Of a condition about one group of visual tokens: how many groups a side the base picture is cut into. */
  readonly groups?: number
}

/** Names a condition across probes. */
export interface ConditionRef {
  readonly probe: string
  readonly condition: string
}

/** What a probe may know of the item it arranges, and of how the checkpoint sees it. */
export interface Subject {
  readonly item: string
  /** Place of the item in its file. */
  readonly place: number
  /** Items in the file. */
  readonly items: number
  /** Places of the items that show the very same picture, its own among them, ascending; itself alone where absent. */
  readonly samePicture?: readonly number[]
  /** Answer options of the item. */
  readonly options: number
  readonly image: ImageSize
  readonly visualTokens: VisualTokenLayout
  /** What stands out in the picture, where the probe asked for it. */
  readonly saliency?: Saliency
}

/** What a probe may know of a benchmark when it lists its conditions. */
export interface ProbedBenchmark {
  readonly benchmark: string
  /** Its questions have no picture: only the plain reference says anything. */
  readonly textOnly?: boolean
  /** The most answer options an item has; 0 for free-form questions. */
  readonly options: number
  /** A judge grades its answers under this suite. */
  readonly judged?: boolean
  /** Items in the file; many where absent. */
  readonly items?: number
}

/** A way to ask a checkpoint how it sees. Pure: equal arguments give equal trials. */
export interface Probe {
  readonly id: string
  /** Raised when a change makes older results incomparable. */
  readonly version: number
  readonly title: string
  /** Section of arXiv 2410.04751 it is taken from. */
  readonly paper: string
  /** Of all of its conditions. */
  readonly needs: readonly Need[]
  /** Empty where the suite does not run the probe on the benchmark. */
  conditions(suite: SuiteId, benchmark: ProbedBenchmark, checkpoint: CheckpointShape): readonly Condition[]
  /** How many items of the benchmark are asked; null: all. Which ones: `lib/probes/item-list.ts`. */
  itemLimit?(suite: SuiteId, benchmark: string, condition: string): number | null
  /** Whether the condition says anything about an item that is on its list; of every item where absent. */
  applies?(item: { readonly options: readonly unknown[] }, condition: Condition): boolean
  /** Of a probe without conditions: the features that are read and reduced in a step of their own. */
  reduction?(suite: SuiteId): Reduction
  /** @param random the generator keyed by (seed, probe, condition, item). */
  arrange(subject: Subject, condition: Condition, random: Random): Trial
}
