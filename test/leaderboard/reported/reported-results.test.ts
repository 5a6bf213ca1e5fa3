import { describe, expect, test } from 'vitest'
import { benchmarks } from '#lib/benchmarks/index'
import { paperResults } from '#lib/leaderboard/reported/paper'
import { reportedOn, reportedResults } from '#lib/leaderboard/reported/reported-results'

describe('reported results', () => {
  const results = reportedResults(paperResults)

  test('are every score of the three tables, and none is verified', () => {
    expect(results).toHaveLength(3 * 10 * 2 + 4 * 2 * 2 + 4 * 7)
    expect(new Set(results.map(({ evidence }) => evidence))).toEqual(new Set(['reported']))
    expect(results.every(({ u }) => u >= 0 && u <= 1)).toBe(true)
  })

  test('are of benchmarks of ours', () => {
    const ids = new Set(benchmarks.map(({ id }) => id))
    expect(results.filter(({ benchmark }) => !ids.has(benchmark))).toEqual([])
  })

  test('are on one scale, MME from its points', () => {
    const [original, permuted] = reportedOn(paperResults, 'LLaVA-1.5', 'mme')
    expect(original).toMatchObject({ printed: 1850.07, u: expect.closeTo(1850.07 / 2800, 12) })
    expect(permuted).toMatchObject({ probe: 'permutation', setting: 'permuted', anchor: 'Table 1' })
  })

  test('tell an encoder from the checkpoint that was built on it', () => {
    const pets = results.filter(({ benchmark }) => benchmark === 'pets')
    expect(pets.map(({ model, setting, printed }) => [model, setting, printed])).toEqual([
      ['CLIP ViT-L/14-336', 'encoder', 93],
      ['LLaVA-1.5', 'open', 73],
      ['CLIP ViT-L/14', 'encoder', 93.2],
      ['LLaVA-NeXT', 'open', 76.1],
    ])
  })
})
