import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compareGoldens } from '#scripts/goldens/compare'

const fixtures = join(import.meta.dirname, '../fixtures/checkpoints')
const examples = join(import.meta.dirname, '../../examples/checkpoints')

describe.each(readdirSync(fixtures).filter(file => file.endsWith('.goldens.json')))('%s', file => {
  test('equals transformers, and itself in sessions of one layer and under no noise', async () => {
    const name = file.replace('.goldens.json', '')
    const directory = [join(fixtures, name), join(examples, name)].find(path => existsSync(path)) ?? name
    const compared = await compareGoldens(directory, join(fixtures, file))
    expect(compared.length).toBeGreaterThan(3)
    for (const one of compared) {
      expect(one).toMatchObject({
        promptEqual: true,
        idsEqual: true,
        pixelsEqual: true,
        tokensEqual: true,
        chunkedTokensEqual: true,
        silenceEqual: true,
      })
      expect(one.visualDifference).toBeLessThan(1e-3)
      expect(one.logitDifference).toBeLessThan(1e-3)
      expect(one.chunkedDifference).toBeLessThan(1e-4)
    }
  })
})
