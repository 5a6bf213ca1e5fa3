import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { referenceProbe } from '#lib/probes/reference'
import { findBenchmarks } from '#workers/datasets/find-benchmarks'
import { readBenchmark } from '#workers/datasets/read-benchmark'
import { evaluateSlice, type SliceRequest } from '#workers/evaluation/evaluate-slice'
import { openCheckpoint } from '#workers/runtime/open-checkpoint'

/**
 * Our engine against stock transformers, answer by answer. Of scenes-llava every item; of the others every benchmark's
 * first ones, which are enough to see a layout read wrongly.
 */
const examples = join(import.meta.dirname, '../../examples')
const someItems = 24
const files = globSync('checkpoints/*/answers.transformers.json', { cwd: examples }).sort()
const said = z.object({
  answers: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string()))),
})
const found = findBenchmarks(join(examples, 'benchmarks')).filter(({ path }) => /\.(tsv|jsonl)$/.test(path))

test('transformers answered with every bundled checkpoint', () => {
  expect(files.length).toBe(globSync('checkpoints/*/config.json', { cwd: examples }).length)
  expect(files.length).toBeGreaterThanOrEqual(8)
})

describe.each(files)('%s', file => {
  const folder = join(examples, dirname(file))
  const whole = basename(folder) === 'scenes-llava'

  test('at least 99.5 % of the answers are those of transformers', async () => {
    const { answers } = said.parse(JSON.parse(readFileSync(join(examples, file), 'utf8')))
    const checkpoint = await openCheckpoint(folder, { provider: 'cpu', threads: 1 })
    const differences: string[] = []
    let compared = 0
    try {
      for (const { benchmark, path } of found) {
        const read = await readBenchmark(path, benchmark)
        const theirs = answers[read.title] ?? {}
        const conditions = benchmark.pictures === 'none' ? ['reference'] : ['no-image', 'reference']
        expect(Object.keys(theirs).toSorted(), read.title).toEqual(conditions)
        // Worked solutions are long: a few stand for all.
        const count = whole && benchmark.pictures !== 'none' ? read.items.length : someItems
        const slice: SliceRequest = {
          ...{
            file: read,
            probes: [referenceProbe],
            firstItem: 0,
            endItem: Math.min(count, read.items.length),
          },
          ...{ suite: 'standard', batchItems: 200, storedBatches: [] },
        }
        for await (const { responses } of evaluateSlice(checkpoint, slice, () => undefined))
          for (const { condition, item, text } of responses) {
            const expected = theirs[condition]?.[item]
            compared += 1
            if (text !== expected)
              differences.push(`${read.title} ${item} ${condition}: ${text}, not ${expected}`)
          }
      }
    } finally {
      await checkpoint.close()
    }
    expect(compared).toBeGreaterThan(whole ? 1500 : 200)
    expect(differences.length / compared, differences.join('; ')).toBeLessThanOrEqual(0.005)
  }, 180_000)
})
