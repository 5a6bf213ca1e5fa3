import type { CheckpointShape } from '../domain/checkpoint'
import { type SuiteId, suiteIds } from '../domain/suite'
import { knownBenchmarks } from './design/benchmark-sets'
import { probes } from './index'
import type { Condition, Need, Probe, ProbedBenchmark } from './probe'
import { referenceProbe } from './reference'

/** A condition and the probe it belongs to. */
export interface ProbeCondition {
  readonly probe: Probe
  readonly condition: Condition
}

/** What there is to run probes with. */
export type Means = readonly Need[]

/** A checkpoint's own weights, and a judge where one is asked for: what a run has where nothing else is said. */
export const ownMeans: Means = ['weights', 'judge']

/**
 * Every condition of a suite on a benchmark that the means allow, references first within each probe: exactly what a
 * worker has to answer, each on its list of items. @param only probes to keep; that of the references among them.
 */
export function suiteConditions(
  suite: SuiteId,
  benchmark: ProbedBenchmark,
  checkpoint: CheckpointShape,
  only: readonly Probe[] = probes,
  means: Means = ownMeans,
): ProbeCondition[] {
  return only
    .flatMap(probe => probe.conditions(suite, benchmark, checkpoint).map(condition => ({ probe, condition })))
    .filter(planned => missingNeeds(planned, benchmark, means).length === 0)
}

/**
 * What a condition takes that is not there. Without a judge only the answers of the reference probe are worth having:
 * somebody may grade them later.
 */
export function missingNeeds(
  { probe, condition }: ProbeCondition,
  { judged }: ProbedBenchmark,
  means: Means,
): Need[] {
  const judge: Need[] = judged && probe !== referenceProbe ? ['judge'] : []
  const needs = new Set([...probe.needs, ...(condition.needs ?? []), ...judge])
  return [...needs].filter(need => !hasMeans(means, need))
}

/** Whether means are among those there are; an encoder that reads sees too. */
export function hasMeans(means: Means, need: Need): boolean {
  return means.includes(need) || (need === 'image-encoder' && means.includes('encoder'))
}

/**
 * Every condition that a probe has anywhere, each id once, on pictures and options of that kind: all that one picture can
 * be shown under. Where suites differ under one id, it is the full suite's.
 */
export function everyCondition(
  probe: Probe,
  kind: Pick<ProbedBenchmark, 'options'>,
  checkpoint: CheckpointShape,
): Condition[] {
  const found = new Map<string, Condition>()
  for (const suite of suiteIds.toReversed())
    for (const benchmark of knownBenchmarks(kind))
      for (const condition of probe.conditions(suite, benchmark, checkpoint))
        if (!found.has(condition.id)) found.set(condition.id, condition)
  return [...found.values()]
}
