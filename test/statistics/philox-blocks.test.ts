import { expect, test } from 'vitest'
import { philox4x32 } from '#lib/statistics/philox'
import { philoxBlocks } from '#lib/statistics/philox-blocks'

test('gives the blocks of philox4x32, from any block on', () => {
  const words = [0xdeadbeef, 0x00000001, 0xffffffff, 0x12345678] as const
  const out = new Uint32Array(4 * 500)
  for (const first of [0, 7, 2 ** 31 - 250]) {
    philoxBlocks(words, first, out)
    const expected = Array.from({ length: 500 }, (_, at) =>
      philox4x32([first + at, 0, words[2], words[3]], [words[0], words[1]]),
    ).flat()
    expect([...out]).toEqual(expected)
  }
})
