import { expect, test } from 'vitest'
import { philox4x32 } from '#lib/statistics/philox'

const ones = 0xffffffff

// Random123 1.14, kat_vectors, philox4x32 with 10 rounds.
test.each([
  {
    counter: [0, 0, 0, 0],
    key: [0, 0],
    numbers: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  },
  {
    counter: [ones, ones, ones, ones],
    key: [ones, ones],
    numbers: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    numbers: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
] as const)('known answer of counter $counter under key $key', ({ counter, key, numbers }) => {
  expect(philox4x32(counter, key)).toEqual(numbers)
})
