import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { benchmarkById } from '#lib/benchmarks/index'
import type { SuiteId } from '#lib/domain/suite'
import { joinBatches } from '#lib/leaderboard/join-batches'
import type { BenchmarkOutcomes } from '#lib/leaderboard/run-outcomes'
import { probeById } from '#lib/probes/index'
import { findBenchmarks } from '#workers/datasets/find-benchmarks'
import { readBenchmark } from '#workers/datasets/read-benchmark'
import { noRelatives, type Relatives } from '#workers/evaluation/engine'
import { type EvaluatedBatch, evaluateSlice } from '#workers/evaluation/evaluate-slice'
import type { AnsweredFile } from '#workers/evaluation/read-run'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'
import { openLanguageModel } from '#workers/runtime/open-language-model'

const examples = join(import.meta.dirname, '../../../examples')
const engine = { provider: 'cpu', threads: 1, layersPerSession: 1 } as const

/** What is asked of a bundled checkpoint. */
export interface Asked {
  readonly checkpoint: string
  readonly benchmark: string
  readonly probes: readonly string[]
  readonly suite: SuiteId
  /** The first items of the file; all where absent. */
  readonly items?: number
  /** Name of the bundled language model that it was tuned from. */
  readonly backbone?: string
}

/** A bundled checkpoint's answers to the bundled file of a benchmark, by the engine that evaluates submissions. */
export interface Evaluated {
  readonly outcomes: BenchmarkOutcomes
  readonly answered: AnsweredFile
}

export async function evaluated(asked: Asked): Promise<Evaluated> {
  const { checkpoint, benchmark, suite, items, backbone } = asked
  const found = findBenchmarks(join(examples, 'benchmarks')).find(one => one.benchmark.id === benchmark)
  if (!found) throw new Error(`no file of ${benchmark} is bundled`)
  const whole = await readBenchmark(found.path, benchmarkById(benchmark))
  const file = { ...whole, items: whole.items.slice(0, items), records: whole.records.slice(0, items) }
  const model = await openCheckpoint(join(examples, 'checkpoints', checkpoint), engine)
  const relatives: Relatives = {
    ...noRelatives,
    backbone: backbone ? await openLanguageModel(join(examples, 'relatives', backbone), engine) : null,
  }
  try {
    const { records, edition, title } = file
    const common = { file, probes: asked.probes.map(probeById), suite, means: meansOf(asked) }
    const slice = {
      ...{ ...common, relatives, artifacts: null },
      ...{ firstItem: 0, endItem: records.length, batchItems: records.length, storedBatches: [] },
    }
    const batches: EvaluatedBatch[] = []
    for await (const batch of evaluateSlice(model, slice, () => undefined)) batches.push(batch)
    const [{ scorer, promptProfile }] = batches
    const cells = joinBatches(
      benchmark,
      batches.map(({ outcomes }) => outcomes),
    )
    return {
      outcomes: { ...{ benchmark, title, edition, scorer, promptProfile, items: records }, cells },
      answered: {
        manifest: { digest: model.digest, shape: model.shape },
        cells,
        responses: batches.flatMap(({ responses }) => responses),
      },
    }
  } finally {
    await relatives.backbone?.close()
    await model.close()
  }
}

function meansOf({ backbone }: Asked) {
  return ['weights' as const, ...(backbone === undefined ? [] : (['backbone'] as const))]
}

/** The family of a bundled checkpoint's recipe. */
export function familyOf(checkpoint: string): string {
  const path = join(examples, 'checkpoints', checkpoint, 'training.json')
  return z.object({ family: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8'))).family
}
