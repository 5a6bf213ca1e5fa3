import { profileOf } from '#lib/benchmarks/benchmark'
import type { Saliency } from '#lib/domain/saliency'
import { chatShape } from './chat-means'
import { planQuestions } from './chat-plan'
import type { CountedRun, TrialCount } from './count-trials'
import { askedConditions, type EvaluatedFile } from './evaluate-slice'

/** What an evaluation will ask about one benchmark. */
export interface ChatCount
  extends Pick<TrialCount, 'benchmark' | 'title' | 'items' | 'conditions' | 'conditionAnswers'> {
  /** Distinct questions: calls, where none fails. */
  readonly questions: number
}

/** Stands for all maps, where nothing is decoded: what stands out most, least, and to one head are other cells. */
const someSaliency: Saliency = {
  grid: 14,
  mean: Float32Array.from({ length: 196 }, (_, cell) => (cell + 1) ** 2),
  head1: Float32Array.from({ length: 196 }, (_, cell) => (((95 * cell) % 196) + 1) ** 2),
}

/** Counts what the first items of a benchmark would be asked, and asks nothing. @param means of `chatMeans`. */
export function countQuestions(
  file: EvaluatedFile,
  { probes, suite, items, means }: Required<Omit<CountedRun, 'encoder'>>,
): ChatCount {
  const { benchmark, title, sizes } = file
  const lists = askedConditions({ suite, file, probes, means }, chatShape)
  const profile = profileOf(benchmark)
  const plans = file.items.slice(0, items).map((item, place) => {
    // The size of its first picture stands for those of all.
    const size = sizes[place] ?? { width: 1, height: 1 }
    const pictures = item.images.map(() => size)
    const asked = lists.flatMap(({ planned, flags }) => (flags && flags[place] !== 1 ? [] : [planned]))
    return planQuestions({ placed: { file, item, place, profile }, pictures, saliency: someSaliency }, asked)
  })
  return {
    benchmark: benchmark.id,
    title,
    items: plans.length,
    conditions: lists.length,
    conditionAnswers: plans.flat().reduce((sum, { conditions }) => sum + conditions.length, 0),
    questions: plans.reduce((sum, { length }) => sum + length, 0),
  }
}
