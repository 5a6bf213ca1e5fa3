import { expect, test } from 'vitest'
import { benchmarkById } from '#lib/benchmarks/index'
import type { ResponseRecord } from '#lib/domain/work'
import { madeItem } from '#test/leaderboard/made-run'
import type { EvaluatedBatch } from '#workers/evaluation/evaluate-slice'
import { GatheredOutcomes } from '#workers/evaluation/gathered-outcomes'

const items = [madeItem(0), madeItem(1)]
const named = { title: 'MMVP_MINI', edition: 'made' }

/** One item under one condition. */
function batchOf(
  at: number,
  probe: string,
  condition: string,
  rest: Partial<ResponseRecord> = {},
): EvaluatedBatch {
  const answer = { prompt: '', text: 'A', generatedIds: [], truncated: false, parsed: 'A', rule: 'letter' }
  return {
    ...{ firstItem: at, endItem: at + 1, scorer: 'made', promptProfile: 'llava' },
    outcomes: [{ probe, probeVersion: 1, condition, scores: [1], unparsed: [false], changed: [false] }],
    responses: [{ item: items[at].id, probe, condition, ...answer, score: 1, ...rest }],
  }
}

test('nothing was added, and nothing is there', () => {
  expect(new GatheredOutcomes(benchmarkById('mmvp')).outcomes(named, [])).toBeNull()
})

test('batches are one cell a condition, with who judged them, and answers only where findings take them', () => {
  const gathered = new GatheredOutcomes(benchmarkById('mmvp'))
  const judge = (model: string) => ({ judge: { model, prompt: 'ours-1', replies: ['1'] } })
  gathered.add(batchOf(0, 'reference', 'reference', judge('judge-b')))
  gathered.add(batchOf(1, 'reference', 'reference', judge('judge-a')))
  expect(gathered.outcomes(named, items)).toEqual({
    ...{ benchmark: 'mmvp', ...named, scorer: 'made', promptProfile: 'llava', items },
    judge: { models: ['judge-a', 'judge-b'], prompt: 'ours-1' },
    cells: [
      {
        ...{ benchmark: 'mmvp', probe: 'reference', probeVersion: 1, condition: 'reference' },
        scores: Float32Array.of(1, 1),
        unparsed: Uint8Array.of(0, 0),
        changed: Uint8Array.of(0, 0),
      },
    ],
  })
})

test('answers to synthesized pictures are kept with their likeness', () => {
  const gathered = new GatheredOutcomes(benchmarkById('mmvp'))
  const likeness = { own: 0.8, other: 0.4 }
  gathered.add(batchOf(0, 'synthesized-image', 'picture-1', { likeness }))
  gathered.add(batchOf(1, 'synthesized-image', 'picture-1', { parsed: null }))
  const drawn = gathered.outcomes(named, items)?.answers?.find(({ condition }) => condition === 'picture-1')
  expect(drawn).toEqual({ condition: 'picture-1', answers: ['A', null], likeness: [likeness, null] })
})
