import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const examples = join(import.meta.dirname, '../../examples')
const mostBytes = 40e6
const record = z.object({ weights: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)) }).loose()
const records = globSync('{checkpoints,relatives}/*/training.json', { cwd: examples }).sort()

test('all weights together stay below 40 MB', () => {
  const files = globSync('**/*.{safetensors,onnx}', { cwd: examples })
  const bytes = files.reduce((sum, file) => sum + statSync(join(examples, file)).size, 0)
  expect(files.length).toBeGreaterThanOrEqual(18)
  expect(bytes).toBeLessThanOrEqual(mostBytes)
})

describe.each(records)('%s', file => {
  const folder = join(examples, dirname(file))

  test('names the weights that lie beside it, by hash', () => {
    const { weights } = record.parse(JSON.parse(readFileSync(join(examples, file), 'utf8')))
    expect(Object.keys(weights).length).toBeGreaterThan(0)
    for (const [name, hash] of Object.entries(weights)) {
      const found = createHash('sha256').update(readFileSync(join(folder, name)))
      expect(found.digest('hex'), name).toBe(hash)
    }
  })

  test('has a card', () => {
    expect(existsSync(join(folder, 'README.md'))).toBe(true)
  })
})

test('there are at least four families of checkpoints, and one recipe from two seeds', () => {
  const trained = globSync('checkpoints/*/training.json', { cwd: examples }).map(file =>
    z
      .object({ family: z.string(), recipe: z.string(), seed: z.int() })
      .parse(JSON.parse(readFileSync(join(examples, file), 'utf8'))),
  )
  expect(new Set(trained.map(({ family }) => family)).size).toBeGreaterThanOrEqual(4)
  const few = trained.filter(({ family }) => family === 'few-scenes')
  expect(new Set(few.map(({ seed }) => seed)).size).toBe(2)
})
