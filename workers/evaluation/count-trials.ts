import type { SuiteId } from '#lib/domain/suite'
import type { ImageSize, VisualTokenLayout } from '#lib/domain/visual-tokens'
import type { Probe } from '#lib/probes/probe'
import { suiteConditions } from '#lib/probes/suite-conditions'
import type { BenchmarkFile } from '#workers/datasets/read-benchmark'
import { probedBenchmark } from './evaluate-slice'
import { planItem, subjectName } from './plan'

/** What an evaluation will do on one benchmark. */
export interface TrialCount {
  readonly benchmark: string
  readonly title: string
  readonly items: number
  readonly conditions: number
  /** Answers the naive loop would generate: every condition of every item. */
  readonly conditionAnswers: number
  /** Distinct trials: answers that are generated. */
  readonly generations: number
  /** Passes of the vision tower. */
  readonly imageEncodings: number
}

/** Plans the first `items` items of a benchmark without running anything. */
export function countTrials(
  file: BenchmarkFile,
  probes: readonly Probe[],
  suite: SuiteId,
  items: number,
  layoutOf: (size: ImageSize) => VisualTokenLayout,
): TrialCount {
  const { benchmark, title } = file
  const conditions = suiteConditions(suite, probedBenchmark(file), probes)
  const planned = file.items.slice(0, items).flatMap((item, at) => {
    // The size of its first picture stands for those of all.
    const image = file.sizes[at] ?? { width: 0, height: 0 }
    const subjects = item.images.map((_, picture) => ({
      item: subjectName(item.id, picture),
      image,
      visualTokens: layoutOf(image),
    }))
    return planItem(subjects, conditions)
  })
  const count = Math.min(items, file.items.length)
  return {
    benchmark: benchmark.id,
    title,
    items: count,
    conditions: conditions.length,
    conditionAnswers: count * conditions.length,
    generations: planned.reduce((sum, { answers }) => sum + answers.length, 0),
    imageEncodings: planned.reduce(
      (sum, { edits }) => sum + edits.filter(edit => edit?.kind !== 'remove').length,
      0,
    ),
  }
}
