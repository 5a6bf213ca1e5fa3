import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { scorerFor } from '#lib/benchmarks/score-answer'
import { referenceProbe } from '#lib/probes/reference'
import { suiteConditions } from '#lib/probes/suite-conditions'
import { findBenchmarks } from '#workers/datasets/find-benchmarks'
import { readBenchmark } from '#workers/datasets/read-benchmark'
import { evaluateItem } from '#workers/evaluation/evaluate-items'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'

const examples = join(import.meta.dirname, '../../examples')
const directory = join(examples, 'checkpoints/scenes-llava')
/** Answers by file title, condition and item. */
const { answers } = z
  .object({ answers: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string()))) })
  .parse(JSON.parse(readFileSync(join(directory, 'answers.transformers.json'), 'utf8')))

let checkpoint: Checkpoint
beforeAll(async () => {
  checkpoint = await openCheckpoint(directory, { provider: 'cpu', threads: 1 })
})
afterAll(() => checkpoint.close())

const found = findBenchmarks(join(examples, 'benchmarks'))

test('transformers answered every bundled benchmark', async () => {
  expect(Object.keys(answers).toSorted()).toEqual(['MME_MINI', 'MMStar_MINI', 'MMVP_MINI'])
  expect(found).toHaveLength(3)
})

test.each(found)('answers as transformers does: $benchmark.id', async ({ benchmark, path }) => {
  const file = await readBenchmark(path, benchmark)
  const { smallestSide } = file
  const conditions = suiteConditions('demo', { benchmark: benchmark.id, smallestSide }, [referenceProbe])
  const theirs = answers[file.title] ?? {}
  const scoring = { scorer: scorerFor(benchmark, 'demo'), judge: null }
  expect(Object.keys(theirs).toSorted()).toEqual(['no-image', 'reference'])
  const differences: string[] = []
  let compared = 0
  for (const item of file.items)
    for (const { condition, text } of await evaluateItem(checkpoint, file, item, conditions, scoring)) {
      const expected = theirs[condition]?.[item.id]
      compared += 1
      if (text !== expected) differences.push(`${item.id} ${condition}: ${text}, not ${expected}`)
    }
  expect(compared).toBe(2 * file.items.length)
  expect(differences.length / compared, differences.join('; ')).toBeLessThanOrEqual(0.005)
})
