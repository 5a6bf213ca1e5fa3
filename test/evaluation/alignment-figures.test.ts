import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { alignmentResult } from '#lib/domain/reduction-result'
import { findAlignment } from '#lib/leaderboard/findings/alignment-knn'
import { profileInput } from '#lib/leaderboard/summarise-profile'
import { pairedDifference } from '#lib/statistics/paired'
import { flatDesign } from '#lib/statistics/stratified-mean'
import { madeRun } from '#test/leaderboard/made-run'
import { known } from '#test/statistics/alignment-golden'

/**
 * A run's alignment, against what `scripts/goldens/alignment_figures.py` makes of features that transformers read from the
 * same weights. A neighbour may change places with one that is as near.
 */
const figures = z.object({ score: z.number(), maximum: z.number(), cycle: z.number(), cka: z.number() })
const { result, expected } = z
  .object({ result: alignmentResult, expected: z.record(z.string(), z.record(z.string(), figures)) })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/probe-run/alignment.json'), 'utf8')))
const nearTie = 0.005

test('three language models were held against, the smallest first', () => {
  const sizes = result.languageModels.map(({ parameters }) => parameters)
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b))
  expect(result.languageModels.map(({ name }) => name).toSorted()).toEqual(Object.keys(expected).toSorted())
  expect(result.items.length).toBe(100)
  expect(result.chance).toBeCloseTo(10 / 49, 9)
})

test.each(result.languageModels)('$name: neighbours, cycles and CKA are those of numpy', model => {
  const own = { encoder: model.encoder, checkpoint: model.checkpoint, projector: model.others[0] }
  for (const [side, found] of Object.entries(own)) {
    const theirs = expected[model.name][side]
    expect(Math.abs(found.score - theirs.score), side).toBeLessThanOrEqual(nearTie)
    expect(Math.abs(found.maximum - theirs.maximum), side).toBeLessThanOrEqual(nearTie)
    expect(Math.abs(found.cycle - theirs.cycle), side).toBeLessThanOrEqual(0.02)
    expect(found.cka, side).toBeCloseTo(theirs.cka, 4)
    const measured = found.rows.filter(row => row !== null)
    expect(measured.length).toBe(50)
    expect(measured.reduce((sum, row) => sum + row, 0) / 50).toBeCloseTo(found.score, 9)
  }
})

test.each(result.languageModels)('$name: the stored change is that of the rows that are shown', model => {
  const { encoder, checkpoint, change } = model
  const differences = checkpoint.rows.flatMap((row, at) =>
    row === null ? [] : [row - (encoder.rows[at] ?? 0)],
  )
  const { difference, se } = known(pairedDifference(differences, flatDesign(differences.length)))
  expect(change.difference).toBeCloseTo(difference, 9)
  expect(change.se).toBeCloseTo(se, 9)
})

test('the finding and the profile are made of the rows', () => {
  const { alignment } = profileInput({ ...madeRun(), reductions: [result] })
  if (!alignment) throw new Error('the result has no rows')
  const finding = findAlignment(alignment)
  expect(finding.languageModels.length).toBe(3)
  for (const [at, one] of finding.languageModels.entries()) {
    expect(isNotEnough(one)).toBe(false)
    if (isNotEnough(one)) continue
    const { checkpoint, encoder } = result.languageModels[at]
    const above = (score: number) => (score - result.chance) / (1 - result.chance)
    expect(one.checkpoint.value).toBeCloseTo(above(checkpoint.score), 9)
    expect(one.encoder.value).toBeCloseTo(above(encoder.score), 9)
  }
})
