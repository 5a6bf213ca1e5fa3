import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { occlusion } from '#lib/probes/occlusion'
import { permutation } from '#lib/probes/permutation'
import type { Probe } from '#lib/probes/probe'
import { referenceProbe } from '#lib/probes/reference'
import { findBenchmarks } from '#workers/datasets/find-benchmarks'
import { readBenchmark } from '#workers/datasets/read-benchmark'
import { evaluateSlice } from '#workers/evaluation/evaluate-slice'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'

const examples = join(import.meta.dirname, '../../../examples')
/** Answers of stock transformers: [benchmark file][condition][item]. */
const transformersAnswers = z.object({
  answers: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string()))),
})
/** The conditions that transformers was asked under, by the same draws: those of them that the probes have on a benchmark. */
const probes = [
  only(referenceProbe, ['reference', 'no-image', 'blank-image']),
  only(permutation, ['seed-1']),
  only(occlusion, ['random/0.5/seed-1']),
]

/** Our answers beside those of transformers. */
export interface AnswerAgreement {
  readonly compared: number
  /** A line for each answer that differs. */
  readonly differences: readonly string[]
}

/** Bundled checkpoints that transformers answered with. */
export function answeredCheckpoints(): string[] {
  return globSync('checkpoints/*/answers.transformers.json', { cwd: examples })
    .map(path => basename(dirname(path)))
    .sort()
}

/**
 * What a bundled checkpoint answers to the bundled benchmarks in our engine and in transformers, undisturbed and disturbed.
 * @param most items of a benchmark, the first ones; all where absent. @throws ZodError where the recorded answers are not in their form.
 */
export async function answerAgreement(
  name: string,
  most = Number.POSITIVE_INFINITY,
): Promise<AnswerAgreement> {
  const folder = join(examples, 'checkpoints', name)
  const recorded = JSON.parse(readFileSync(join(folder, 'answers.transformers.json'), 'utf8'))
  const { answers } = transformersAnswers.parse(recorded)
  const checkpoint = await openCheckpoint(folder, { provider: 'cpu', threads: 1 })
  const differences: string[] = []
  let compared = 0
  try {
    for (const { benchmark, path } of findBenchmarks(join(examples, 'benchmarks'))) {
      if (!/\.(tsv|jsonl)$/.test(path)) continue
      const file = await readBenchmark(path, benchmark)
      const endItem = Math.min(most, file.items.length)
      const slice = {
        file,
        probes,
        firstItem: 0,
        endItem,
        suite: 'full',
        batchItems: 200,
        storedBatches: [],
      } as const
      for await (const { responses } of evaluateSlice(checkpoint, slice, () => undefined))
        for (const { condition, item, text } of responses) {
          const theirs = answers[file.title]?.[condition]?.[item]
          compared += 1
          if (text !== theirs) differences.push(`${file.title} ${item} ${condition}: ${text}, not ${theirs}`)
        }
    }
  } finally {
    await checkpoint.close()
  }
  return { compared, differences }
}

function only(probe: Probe, ids: readonly string[]): Probe {
  return {
    ...probe,
    conditions: (...asked) => probe.conditions(...asked).filter(({ id }) => ids.includes(id)),
  }
}
