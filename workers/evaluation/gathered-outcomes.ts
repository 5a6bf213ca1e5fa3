import type { Benchmark } from '#lib/benchmarks/benchmark'
import type { ItemRecord } from '#lib/domain/item'
import type { ConditionOutcomes, ResponseRecord } from '#lib/domain/work'
import { auditedAnswers, isAudited, takesAnswers } from '#lib/leaderboard/findings/audited-answers'
import { joinBatches } from '#lib/leaderboard/join-batches'
import type { BenchmarkOutcomes } from '#lib/leaderboard/run-outcomes'
import type { EvaluatedBatch } from './evaluate-slice'

/** Gathers of a benchmark's batches what the run's summary is made of, and no more of the answers than that. */
export class GatheredOutcomes {
  private readonly batches: (readonly ConditionOutcomes[])[] = []
  private readonly answers: ResponseRecord[] = []
  private readonly judges = new Set<string>()
  private judgePrompt = ''
  private scored: Pick<EvaluatedBatch, 'scorer' | 'promptProfile'> | null = null

  constructor(private readonly benchmark: Benchmark) {}

  /** Batches in item order. */
  add({ outcomes, responses, scorer, promptProfile }: EvaluatedBatch): void {
    this.scored ??= { scorer, promptProfile }
    this.batches.push(outcomes)
    for (const { judge } of responses)
      if (judge) {
        this.judges.add(judge.model)
        this.judgePrompt = judge.prompt
      }
    if (takesAnswers(this.benchmark.id, outcomes)) this.answers.push(...responses.filter(isAudited))
  }

  /** Null where nothing was added. @param items those of the batches, in their order. */
  outcomes(
    { title, edition }: Pick<BenchmarkOutcomes, 'title' | 'edition'>,
    items: readonly ItemRecord[],
  ): BenchmarkOutcomes | null {
    const { id } = this.benchmark
    const [conditions] = this.batches
    if (!conditions || !this.scored) return null
    return {
      ...{ benchmark: id, title, edition, ...this.scored, items },
      judge: this.judges.size === 0 ? null : { models: [...this.judges].sort(), prompt: this.judgePrompt },
      ...(takesAnswers(id, conditions) ? auditedAnswers(id, items, this.answers) : {}),
      cells: joinBatches(id, this.batches),
    }
  }
}
