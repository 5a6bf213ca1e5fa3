import { describe, expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { type SelectionBias, selectionBias } from '#lib/leaderboard/items/selection-bias'
import { condition, someItem, someRun } from './some-evidence'

const items = [0, 1, 2, 3].map(at => someItem(at, { gold: 0 }))

/** Four rotations; the chosen content of every item by turn, and log P of the places if given. */
function biased(
  contentOf: (turn: number, item: number) => number,
  places?: readonly number[],
): SelectionBias {
  const run = someRun(
    0,
    [0, 1, 2, 3].map(turn => ({
      ...condition(
        turn === 0 ? 'reference' : 'rotated',
        items.map((_, item) => contentOf(turn, item)),
        turn,
      ),
      ...(places
        ? { placeLogProbs: Float32Array.from(items.flatMap(() => places.map(place => Math.log(place)))) }
        : {}),
    })),
  )
  const found = selectionBias(items, run)
  if (isNotEnough(found)) throw new Error(found.what)
  return found
}

describe('selection bias of a checkpoint', () => {
  test('T26: the spread of recall over places, for one that always answers A', () => {
    // Place A holds content (0 - turn) mod 4; recalls 1, 0, 0, 0: their population SD is 43.3 %.
    const first = biased(turn => (4 - turn) % 4)
    expect(first.rstd).toBeCloseTo(43.30127, 5)
    expect(first.accuracy).toBe(0.25)
    expect(first.prior).toBeNull()
  })

  test('none for one that goes by content', () => {
    expect(biased(() => 0)).toMatchObject({ rstd: 0, accuracy: 1, options: 4, items: 4 })
  })

  test('the prior of the places, and what is left without it', () => {
    const { prior, divergence } = biased(() => 0, [0.7, 0.1, 0.1, 0.1])
    expect(prior?.map(share => Number(share.toFixed(6)))).toEqual([0.7, 0.1, 0.1, 0.1])
    expect(divergence).toBeCloseTo(0.7 * Math.log(2.8) + 0.3 * Math.log(0.4), 6)
  })

  test('a checkpoint that knows, but leans to one place, is right once its prior is divided out', () => {
    // At every turn the gold place gets 0.3, A four times what it deserves.
    const run = someRun(
      0,
      [0, 1, 2, 3].map(turn => ({
        ...condition(
          turn === 0 ? 'reference' : 'rotated',
          items.map(() => (4 - turn) % 4),
          turn,
        ),
        placeLogProbs: Float32Array.from(
          items.flatMap(() =>
            [0, 1, 2, 3].map(place => Math.log((place === 0 ? 4 : 1) * (place === turn ? 2 : 1))),
          ),
        ),
      })),
    )
    expect(selectionBias(items, run)).toMatchObject({ accuracy: 0.25, debiasedAccuracy: 1 })
  })

  test('asks for every rotation', () => {
    const run = someRun(0, [condition('reference', [0, 0, 0, 0])])
    expect(selectionBias(items, run)).toMatchObject({ kind: 'not-enough-data', what: 'rotations', have: 1 })
    const free = items.map(item => ({ ...item, options: 0 }))
    expect(selectionBias(free, run)).toMatchObject({ kind: 'not-enough-data' })
  })
})
