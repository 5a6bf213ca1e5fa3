import { expect, test } from 'vitest'
import { benchmarkById, benchmarks } from '#lib/benchmarks/index'
import { scorers } from '#lib/scorers/index'

test('no two benchmarks share an id or a file, and each scorer is listed', () => {
  const files = benchmarks.flatMap(benchmark => benchmark.files)
  expect(new Set(files).size).toBe(files.length)
  for (const benchmark of benchmarks) {
    expect(benchmarkById(benchmark.id)).toBe(benchmark)
    expect(scorers).toContain(benchmark.scorer)
  }
})

test('an unknown benchmark is refused by name', () => {
  expect(() => benchmarkById('mmmu')).toThrow('benchmark "mmmu" is not one of mmvp, mmstar, mme')
})
