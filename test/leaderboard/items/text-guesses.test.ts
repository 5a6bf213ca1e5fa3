import { describe, expect, test } from 'vitest'
import { isNotEnough } from '#lib/domain/not-enough-data'
import { hashedWords, type TextGuesses, textGuesses } from '#lib/leaderboard/items/text-guesses'
import { keyedRandom } from '#lib/statistics/keyed-random'
import { madeItem } from '../made-run'

const random = keyedRandom({ seed: 1, probe: 'test', condition: 'text', item: '' })
const words = Array.from({ length: 40 }, (_, at) => `word${at}`)

/** Items whose options are drawn words; the gold one by rule, or by chance. */
function items(count: number, gold: (texts: readonly string[]) => number) {
  return Array.from({ length: count }, (_, at) => {
    const texts = [...random.permutation(words.length)].slice(0, 4).map(word => words[word])
    const options = texts.map((text, place) => ({ label: 'ABCD'[place], text }))
    return madeItem(at, { question: `What is this, number ${at}?`, options, answer: 'ABCD'[gold(texts)] })
  })
}

function guessed(...of: Parameters<typeof textGuesses>): TextGuesses {
  const found = textGuesses(...of)
  if (isNotEnough(found)) throw new Error(found.what)
  return found
}

function share({ draws, right }: TextGuesses): number {
  return right.reduce((sum, one) => sum + one, 0) / draws.reduce((sum, one) => sum + one, 0)
}

describe('guessing from the text alone', () => {
  test('learns which words tend to be right', () => {
    // The lowest word of the four is gold.
    const lowest = (texts: readonly string[]) => {
      const places = texts.map(text => words.indexOf(text))
      return places.indexOf(Math.min(...places))
    }
    const guesses = guessed(items(300, lowest), 'learnable', hashedWords())
    expect(share(guesses)).toBeGreaterThan(0.75)
    expect(guesses.draws.reduce((sum, one) => sum + one, 0) / 300).toBeCloseTo(64 / 5, 0)
  })

  test('finds nothing where the gold answer is drawn', () => {
    const guesses = guessed(
      items(300, () => random.below(4)),
      'chance',
      hashedWords(),
    )
    expect(Math.abs(share(guesses) - 0.25)).toBeLessThan(0.06)
  })

  test('holds out the questions of one picture together', () => {
    // Twins say the opposite of each other: learned from the twin, a question is always answered wrongly.
    const twins = Array.from({ length: 200 }, (_, at) =>
      madeItem(at, {
        imageHash: `picture-${Math.floor(at / 2)}`,
        question: `Is it number ${Math.floor(at / 2)}?`,
        options: [
          { label: 'A', text: `yes ${Math.floor(at / 2)}` },
          { label: 'B', text: `no ${Math.floor(at / 2)}` },
        ],
        answer: at % 2 === 0 ? 'A' : 'B',
      }),
    )
    const { draws } = guessed(twins, 'twins', hashedWords())
    for (let at = 0; at < 200; at += 2) expect(draws[at]).toBe(draws[at + 1])
  })

  test('reads yes and no, and passes over free answers', () => {
    const mixed = Array.from({ length: 120 }, (_, at) =>
      at % 3 === 0
        ? madeItem(at, { options: [], answer: '42' })
        : madeItem(at, { options: [], answer: at % 3 === 1 ? 'Yes' : 'No', question: `${at % 3} things?` }),
    )
    const guesses = guessed(mixed, 'yes-no', hashedWords())
    expect(guesses.draws[0]).toBe(0)
    expect(share(guesses)).toBeGreaterThan(0.95)
  })

  test('says so where there is too little to learn from', () => {
    expect(
      textGuesses(
        items(49, () => 0),
        'few',
        hashedWords(),
      ),
    ).toMatchObject({
      kind: 'not-enough-data',
      have: 49,
      need: 50,
    })
    const onePicture = items(60, () => 0).map(item => ({ ...item, imageHash: 'same' }))
    expect(textGuesses(onePicture, 'one', hashedWords())).toMatchObject({
      what: 'clusters of questions',
      have: 1,
    })
  })
})
