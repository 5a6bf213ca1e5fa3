import type { SuiteId } from '../domain/suite'
import { probes } from './index'
import type { Condition, Probe, ProbedBenchmark } from './probe'
import { referenceCondition } from './reference'

/** A condition and the probe it belongs to. */
export interface ProbeCondition {
  readonly probe: Probe
  readonly condition: Condition
}

/** Every condition of a suite on a benchmark, references first within each probe. @param only probes to keep. */
export function suiteConditions(
  suite: SuiteId,
  benchmark: ProbedBenchmark,
  only: readonly Probe[] = probes,
): ProbeCondition[] {
  const all = only.flatMap(probe =>
    probe.conditions(suite, benchmark).map(condition => ({ probe, condition })),
  )
  return benchmark.textOnly ? all.filter(({ condition }) => condition === referenceCondition) : all
}
