import { profileOf } from '#lib/benchmarks/benchmark'
import { isNotEnough } from '#lib/domain/not-enough-data'
import type { SuiteId } from '#lib/domain/suite'
import { layOutUnits } from '#lib/leaderboard/unit-layout'
import type { Probe } from '#lib/probes/probe'
import type { Means } from '#lib/probes/suite-conditions'
import { detectableDifference, usualDeviation } from '#lib/statistics/power'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import type { PlannableCheckpoint } from '#workers/runtime/plannable-checkpoint'
import { estimateWork } from './estimate-work'
import { askedConditions } from './evaluate-slice'
import { type Looking, planRules } from './plan-rules'

/** What an evaluation will do on one benchmark. */
export interface TrialCount {
  readonly benchmark: string
  readonly title: string
  readonly items: number
  readonly conditions: number
  /** Answers the naive loop would generate: every item under every condition that asks it. */
  readonly conditionAnswers: number
  /** Distinct prompts that are answered. */
  readonly generations: number
  /** Passes of the vision tower. */
  readonly imageEncodings: number
  /** Of the plan, and of the naive loop. */
  readonly multiplyAdds: number
  readonly naiveMultiplyAdds: number
  /**
   * Smallest change of the score, in pp, that is found with power 0.8 at 5 % where paired differences have the usual
   * deviation: on as many independent units as the items have clusters. Null of fewer than two.
   */
  readonly detectablePp: number | null
  /** Items that were planned one by one; where that is fewer than all, they stand for the others. */
  readonly plannedItems: number
}

/** Items of a benchmark that are planned one by one: evenly spread, they tell enough of the others. */
const mostPlanned = 200

/** Plans the first `items` items of a benchmark without running anything. */
export async function countTrials(
  file: BenchmarkFile,
  { probes, suite, items, means, encoder = null }: CountedRun,
  checkpoint: PlannableCheckpoint,
): Promise<TrialCount> {
  const { benchmark, title, records } = file
  const count = Math.min(items, file.items.length)
  const lists = askedConditions({ suite, file, probes, ...(means ? { means } : {}) }, checkpoint.shape)
  // The language model before tuning costs what it costs after.
  const planners = { checkpoint, backbone: checkpoint }
  const options = records.reduce((most, record) => Math.max(most, record.options.length), 0)
  const estimate = await estimateWork(
    planners,
    {
      file,
      profile: profileOf(benchmark),
      firstItem: 0,
      endItem: count,
      asked: place => lists.flatMap(({ planned, flags }) => (flags && flags[place] !== 1 ? [] : [planned])),
    },
    planRules(planners, benchmark, options, encoder),
    mostPlanned,
  )
  const conditionAnswers = lists.reduce(
    (sum, { flags }) =>
      sum + (flags ? flags.subarray(0, count).reduce((asked, flag) => asked + flag, 0) : count),
    0,
  )
  const { clusters } = layOutUnits(benchmark, records.slice(0, count)).design
  const detectable = detectableDifference(usualDeviation, clusters)
  return {
    benchmark: benchmark.id,
    title,
    items: count,
    detectablePp: isNotEnough(detectable) ? null : 100 * detectable,
    conditions: lists.length,
    conditionAnswers,
    generations: estimate.answers,
    imageEncodings: estimate.towerPasses,
    multiplyAdds: estimate.multiplyAdds,
    naiveMultiplyAdds: estimate.naiveMultiplyAdds,
    plannedItems: estimate.planned,
  }
}

/** What a run is asked to do. */
export interface CountedRun {
  readonly probes: readonly Probe[]
  readonly suite: SuiteId
  /** The first items of each benchmark only. */
  readonly items: number
  readonly means?: Means
  /** That is asked by itself beside the checkpoint. */
  readonly encoder?: Looking | null
}
