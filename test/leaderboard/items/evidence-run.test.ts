import { expect, test } from 'vitest'
import type { Cell } from '#lib/domain/cell'
import { evidenceRun } from '#lib/leaderboard/items/evidence-run'
import { madeItem } from '../made-run'

const items = [madeItem(0), madeItem(1, { options: [], answer: 'a dog' })]

function cell(probe: string, condition: string): Cell {
  return {
    benchmark: 'mmstar',
    probe,
    probeVersion: 1,
    condition,
    scores: Float32Array.of(1, 0),
    unparsed: new Uint8Array(2),
    changed: new Uint8Array(2),
  }
}

const run = { checkpoint: 'digest', family: 'family', size: '7' }

test('a stored run is evidence: each condition in its role, contents and not places', () => {
  const cells = [
    cell('reference', 'reference'),
    cell('reference', 'no-image'),
    cell('reference', 'blank-image'),
    cell('reference', 'wrong-image'),
    cell('reference', 'backbone'),
    cell('permutation', 'seed-3'),
    cell('permutation', 'reversed'),
    cell('permutation', 'all/seed-1'),
    cell('occlusion', 'salient/0.7'),
    cell('occlusion', 'salient/0.5'),
    cell('occlusion', 'random/0.7/seed-1'),
    cell('option-rotation', 'rotation-1'),
    cell('spatial-shuffle', 'grid-2/seed-1'),
  ]
  const { conditions } = evidenceRun({ run, items, cells, answers: () => ['B', null] })
  expect(conditions.map(({ role, turn, answers }) => [role, turn, answers && [...answers]])).toEqual([
    ['reference', 0, [1, -1]],
    ['no-image', 0, [1, -1]],
    ['wrong-image', 0, [1, -1]],
    ['backbone', 0, [1, -1]],
    ['permuted', 0, [1, -1]],
    ['occluded', 0, [1, -1]],
    // Turned by one, option A stands at place B.
    ['rotated', 1, [0, -1]],
  ])
})

test('answers that were not kept are left out, log-probabilities are taken along', () => {
  const logs = new Float32Array(8).fill(-1)
  const { conditions } = evidenceRun({
    run,
    items,
    cells: [cell('option-rotation', 'rotation-0')],
    answers: () => undefined,
    placeLogProbs: () => logs,
  })
  expect(conditions).toEqual([
    { role: 'rotated', turn: 0, scores: Float32Array.of(1, 0), placeLogProbs: logs },
  ])
})
