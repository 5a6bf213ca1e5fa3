import type { Benchmark } from '#lib/benchmarks/benchmark'
import type { ItemScore, Metric } from '#lib/benchmarks/metric'
import { scoredItem } from '#lib/benchmarks/score-answer'
import type { ItemRecord } from '#lib/domain/item'
import { type Outcome, outcomeScore } from '#lib/domain/outcome'
import type { ResponseRecord } from '#lib/domain/work'
import { optionTurn } from '#lib/probes/option-rotation'
import { turnOptions } from '#lib/probes/turned-options'
import { isJudged, type ScoredItem, type Scorer } from '#lib/scorers/scorer'
import type { EvaluatedBatch } from './evaluate-slice'

/** What one scorer makes of a benchmark under one condition: the numbers the field prints, and what to know of them. */
export interface Result {
  readonly benchmark: string
  readonly title: string
  /** Which copy of the answers, where several are published. */
  readonly copy: string | null
  readonly probe: string
  readonly condition: string
  readonly scorer: string
  readonly promptProfile: string
  readonly n: number
  readonly nUnparsed: number
  /** Answers nobody judged; they are in no metric. */
  readonly nNotScored: number
  /** Why, where that is all of them. */
  readonly notScored: string | null
  /** Answers cut off by the limit of new tokens. */
  readonly nTruncated: number
  /** Wrong answers that a final period alone makes wrong. */
  readonly periodOnlyMisses: number
  /** How many answers each rule read. */
  readonly rules: Readonly<Record<string, number>>
  readonly metrics: readonly Metric[]
  /** The metrics of the more permissive reading. */
  readonly lenientMetrics: readonly Metric[]
  readonly judge: { readonly models: readonly string[]; readonly prompt: string } | null
}

interface Tally {
  readonly named: Pick<Result, 'probe' | 'condition' | 'scorer' | 'promptProfile'>
  /** Those that were asked, in the order of the scores. */
  readonly items: ItemRecord[]
  readonly scores: ItemScore[]
  readonly lenient: ItemScore[]
  readonly rules: Map<string, number>
  readonly models: Set<string>
  judgePrompt: string | null
  nUnparsed: number
  notScored: string | null
  nTruncated: number
  periodOnlyMisses: number
}

/**
 * Gathers the results of a benchmark from its batches, under its own scorer and under every other one that needs no
 * judge; what stands in for a judge is there only where the run chose it.
 */
export class ResultTable {
  private readonly tallies = new Map<string, Tally>()
  private readonly byId: ReadonlyMap<string, ItemRecord>

  /** @param items those of the run, in the order of the file. */
  constructor(
    private readonly benchmark: Benchmark,
    private readonly title: string,
    private readonly items: readonly ItemRecord[],
  ) {
    this.byId = new Map(items.map(item => [item.id, item]))
  }

  /** Batches in item order. @throws Error where an answer is to no item of the run. */
  add({ scorer, promptProfile, responses }: Omit<EvaluatedBatch, 'outcomes'>): void {
    for (const response of responses) {
      const record = this.byId.get(response.item)
      if (!record) throw new Error(`${this.title} has no item ${response.item}`)
      const shown = turnOptions(record, optionTurn(response.probe, response.condition))
      const asked = { record, item: scoredItem(this.benchmark, shown) }
      this.count(scorer, promptProfile, response, storedOutcome(response), asked)
      for (const other of this.others(scorer))
        this.count(other.id, promptProfile, response, other.score(asked.item, response.text), asked)
    }
  }

  /** In the order of the conditions, the run's own scorer before the others. */
  results(): Result[] {
    return [...this.tallies.values()].map(tally => {
      const { items, scores, lenient, rules, models, judgePrompt, nUnparsed, nTruncated, periodOnlyMisses } =
        tally
      const nNotScored = scores.filter(({ value }) => value === null).length
      const [first] = models
      return {
        benchmark: this.benchmark.id,
        title: this.title,
        copy: this.benchmark.copy?.(this.items) ?? null,
        ...tally.named,
        n: scores.length,
        nUnparsed,
        nNotScored,
        notScored: nNotScored === scores.length ? tally.notScored : null,
        nTruncated,
        periodOnlyMisses,
        rules: Object.fromEntries([...rules].toSorted(([a], [b]) => (a < b ? -1 : 1))),
        metrics: nNotScored === scores.length ? [] : this.benchmark.metrics(items, scores),
        lenientMetrics: nNotScored === scores.length ? [] : this.benchmark.metrics(items, lenient),
        judge: first === undefined ? null : { models: [...models], prompt: judgePrompt ?? '' },
      }
    })
  }

  private others(scorer: string): Scorer[] {
    return this.rules().filter(one => one.id !== scorer && one !== this.benchmark.offline)
  }

  private rules(): Scorer[] {
    const { scorer, alternatives } = this.benchmark
    return [...(scorer ? [scorer] : []), ...alternatives].flatMap(one => (isJudged(one) ? [] : [one]))
  }

  private count(
    scorer: string,
    promptProfile: string,
    response: ResponseRecord,
    outcome: Outcome,
    { record, item }: { readonly record: ItemRecord; readonly item: ScoredItem },
  ): void {
    const { probe, condition, judge, truncated } = response
    const tally = this.tally({ probe, condition, scorer, promptProfile })
    const score = itemScore(outcome)
    tally.items.push(record)
    tally.scores.push(score)
    const lenient = outcome.kind === 'not-scored' ? undefined : outcome.lenient
    tally.lenient.push(lenient ? { ...score, value: lenient.value } : score)
    if (truncated) tally.nTruncated += 1
    if (outcome.kind === 'unparsed') tally.nUnparsed += 1
    if (outcome.kind === 'not-scored') tally.notScored ??= outcome.reason
    if (outcome.kind === 'scored') tally.rules.set(outcome.rule, (tally.rules.get(outcome.rule) ?? 0) + 1)
    if (this.missesByPeriod(scorer, item, response.text, score)) tally.periodOnlyMisses += 1
    if (judge && scorer === this.benchmark.scorer?.id) {
      tally.models.add(judge.model)
      tally.judgePrompt = judge.prompt
    }
  }

  private missesByPeriod(scorer: string, item: ScoredItem, text: string, { value }: ItemScore): boolean {
    if (value !== 0 || !/\.\s*$/.test(text)) return false
    const rule = this.rules().find(({ id }) => id === scorer)
    return rule !== undefined && outcomeScore(rule.score(item, text.replace(/\.\s*$/, ''))) === 1
  }

  private tally(named: Tally['named']): Tally {
    const key = JSON.stringify(named)
    const known = this.tallies.get(key)
    if (known) return known
    const made = {
      named,
      items: [],
      scores: [],
      lenient: [],
      rules: new Map<string, number>(),
      models: new Set<string>(),
      judgePrompt: null,
      nUnparsed: 0,
      notScored: null,
      nTruncated: 0,
      periodOnlyMisses: 0,
    }
    this.tallies.set(key, made)
    return made
  }
}

function itemScore(outcome: Outcome): ItemScore {
  const value = outcomeScore(outcome)
  const against = outcome.kind === 'scored' ? outcome.against : undefined
  return against === undefined ? { value } : { value, against }
}

/** The outcome a response was stored with. */
function storedOutcome({ score, parsed, rule, notScored, lenient, against }: ResponseRecord): Outcome {
  if (score === null) return { kind: 'not-scored', reason: notScored ?? '' }
  const also = lenient
    ? { lenient: { parsed: lenient.parsed, rule: lenient.rule, value: lenient.score } }
    : {}
  if (parsed === null || rule === null) return { kind: 'unparsed', ...also }
  return {
    kind: 'scored',
    value: score,
    parsed,
    rule,
    ...also,
    ...(against === undefined ? {} : { against }),
  }
}
