import { expect, test } from 'vitest'
import { keyedRandom } from '#lib/statistics/keyed-random'
import { letterRows } from '#lib/statistics/letters'

test('rows in a chain share a letter with their neighbours only', () => {
  expect(letterRows(4, (one, other) => Math.abs(one - other) > 1)).toEqual(['a', 'ab', 'bc', 'c'])
})

test('one letter serves rows that nothing separates, and each its own where everything does', () => {
  expect(letterRows(3, () => false)).toEqual(['a', 'a', 'a'])
  expect(letterRows(3, (one, other) => one !== other)).toEqual(['a', 'b', 'c'])
  expect(letterRows(0, () => true)).toEqual([])
})

test('goes on after z', () => {
  expect(letterRows(28, (one, other) => one !== other).slice(25)).toEqual(['z', 'aa', 'ab'])
})

test('two of any rows share a letter exactly where they are not separate', () => {
  const random = keyedRandom({ seed: 0, probe: 'test', condition: 'letters', item: '' })
  for (let trial = 0; trial < 60; trial++) {
    const rows = 2 + random.below(7)
    const apart = Array.from({ length: rows * rows }, () => random.below(100) < 10 + trial)
    const separate = (one: number, other: number) =>
      one !== other && (apart[Math.min(one, other) * rows + Math.max(one, other)] ?? false)
    const letters = letterRows(rows, separate)
    for (let one = 0; one < rows; one++)
      for (let other = 0; other < one; other++) {
        const shared = [...(letters[one] ?? '')].some(letter => letters[other]?.includes(letter))
        expect(shared).toBe(!separate(one, other))
      }
    // None could be done without: each letter alone joins some pair, or marks a row that has no other.
    for (const letter of new Set(letters.join(''))) {
      const without = letters.map(own => own.replace(letter, ''))
      const holders = [...letters.keys()].filter(row => letters[row]?.includes(letter))
      const needed =
        holders.some(row => without[row] === '') ||
        holders.some(one =>
          holders.some(
            other => one !== other && ![...(without[one] ?? '')].some(own => without[other]?.includes(own)),
          ),
        )
      expect(needed).toBe(true)
    }
  }
})
