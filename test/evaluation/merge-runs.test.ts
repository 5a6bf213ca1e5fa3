import { describe, expect, test } from 'vitest'
import type { Cell } from '#lib/domain/cell'
import { checkpointDigest } from '#lib/domain/checkpoint'
import { mergeRuns } from '#workers/evaluation/merge-runs'
import type { StoredRun } from '#workers/evaluation/read-run'
import { madeShape } from '../leaderboard/made-run'

const way = { scorer: 's', promptProfile: 'llava', provider: 'cpu', precision: 'fp32' }

function run(folder: string, digest: string, cells: Readonly<Record<string, readonly number[]>>): StoredRun {
  return {
    folder,
    manifest: { digest: checkpointDigest.parse(`sha256:${digest.repeat(64)}`), shape: madeShape },
    way,
    cells: Object.entries(cells).map(([condition, scores]): Cell => {
      const flags = new Uint8Array(scores.length)
      const probed = { benchmark: 'b', probe: 'reference', probeVersion: 1, condition }
      return { ...probed, scores: Float32Array.from(scores), unparsed: flags, changed: flags }
    }),
    responses: Object.keys(cells).map(condition => ({
      ...{ item: '1', probe: 'reference', condition, prompt: '', text: folder, generatedIds: [] },
      ...{ truncated: false, parsed: null, rule: null, score: 0 },
    })),
  }
}

describe('the same weights under two folders', () => {
  test('are one checkpoint, with the conditions of both', () => {
    const merged = mergeRuns([
      run('/a', '1', { reference: [1, 0] }),
      run('/b', '2', { reference: [0, 0] }),
      run('/c', '1', { reference: [1, Number.NaN], 'no-image': [0, 1] }),
    ])
    expect(merged.map(({ folders }) => folders)).toEqual([['/a', '/c'], ['/b']])
    expect(merged[0].cells.map(({ condition }) => condition)).toEqual(['reference', 'no-image'])
    expect(merged[0].responses.map(({ condition, text }) => [condition, text])).toEqual([
      ['reference', '/a'],
      ['no-image', '/c'],
    ])
  })

  test('of a condition that both asked, the one that asked more', () => {
    const [merged] = mergeRuns([
      run('/a', '1', { reference: [1, Number.NaN] }),
      run('/c', '1', { reference: [1, 0] }),
    ])
    expect(merged.cells.map(({ scores }) => [...scores])).toEqual([[1, 0]])
    expect(merged.responses.map(({ text }) => text)).toEqual(['/c'])
  })

  test('are refused where they were asked in different ways', () => {
    const other = { ...run('/c', '1', {}), way: { ...way, precision: 'fp16' } }
    expect(() => mergeRuns([run('/a', '1', {}), other])).toThrow('precision fp32 and fp16')
  })
})
