import { benchmarkById } from '../benchmarks'
import type { ItemScore } from '../benchmarks/metric'
import type { Cell } from '../domain/cell'
import type { CheckpointShape } from '../domain/checkpoint'
import { isNotEnough } from '../domain/not-enough-data'
import type { BenchmarkSummary } from '../domain/run-summary'
import type { SuiteId } from '../domain/suite'
import { estimateMean } from '../statistics/intervals'
import { correctEstimate, isAtChance } from './chance-correction'
import { type MeasuredEffect, measureEffect, shareOf } from './measure-effect'
import { plainReference, probeSettings } from './probe-settings'
import { resampleRetention } from './retention'
import type { BenchmarkOutcomes } from './run-outcomes'
import { settingValues } from './setting-values'
import { spatialArea } from './spatial-area'
import { summariseCategories } from './summarise-categories'
import { layOutUnits, unitValues } from './unit-layout'

/** A benchmark's summary before the p-values of its effects are adjusted. */
export interface MeasuredBenchmark {
  readonly effects: readonly MeasuredEffect[]
  readonly summary: Omit<BenchmarkSummary, 'effects'>
}

/** Fewer clusters than this are shown, never ranked (measurement 2.11). */
export const fewestRankedClusters = 30

/**
 * Scores, effects and areas of one benchmark of a run.
 * @param outcomes all asked and scored under the plain reference. @param judgeFailures items left out of them.
 * @throws Refusal `unknown-benchmark`. @throws Error where outcomes are missing; see `probeSettings`.
 */
export function summariseBenchmark(
  suite: SuiteId,
  outcomes: BenchmarkOutcomes,
  checkpoint: CheckpointShape,
  judgeFailures = 0,
): MeasuredBenchmark {
  const benchmark = benchmarkById(outcomes.benchmark)
  const layout = layOutUnits(benchmark, outcomes.items)
  const { design, guessFloor } = layout

  const reference = plainReference(outcomes)
  const values = unitValues(layout, reference)
  const score = estimateMean(values, design)
  const corrected = correctEstimate(score, guessFloor)

  const settings = probeSettings(suite, outcomes, checkpoint).flatMap(
    setting => settingValues(setting, layout) ?? [],
  )
  const replicates = resampleRetention(settings, `${outcomes.benchmark}/${outcomes.edition}`)
  const effects = settings.flatMap((setting, at) => {
    const effect = measureEffect(setting, replicates[at] ?? new Float64Array())
    return isNotEnough(effect) ? [] : [effect]
  })

  const atChance = isAtChance(corrected)
  const area = atChance ? null : spatialArea(effects)
  return {
    effects,
    summary: {
      benchmark: outcomes.benchmark,
      title: outcomes.title,
      edition: outcomes.edition,
      scorer: outcomes.scorer,
      promptProfile: outcomes.promptProfile,
      judge: outcomes.judge ?? null,
      unit: benchmark.unit,
      items: outcomes.items.length,
      guessFloor,
      printedScale: benchmark.printedScale(design.strata),
      score,
      corrected,
      atChance,
      smallSample: design.clusters < fewestRankedClusters,
      unparsedRate: shareOf([reference], [...outcomes.items.keys()], cell => cell.unparsed),
      judgeFailures,
      metrics: benchmark.metrics(outcomes.items, itemScores(reference)).map(metric => ({ ...metric })),
      categories: summariseCategories(values, layout, outcomes.items),
      spatialArea: area && { value: area.value, low: area.low, high: area.high, grids: area.grids },
    },
  }
}

function itemScores({ scores, against }: Cell): ItemScore[] {
  return Array.from(scores, (value, at) => {
    const reference = against?.[at]
    return reference === undefined || Number.isNaN(reference) ? { value } : { value, against: reference }
  })
}
