import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compareGoldens } from '#scripts/goldens/compare'

const fixtures = join(import.meta.dirname, '../fixtures/checkpoints')
const examples = join(import.meta.dirname, '../../examples/checkpoints')

describe.each(readdirSync(fixtures).filter(file => file.endsWith('.goldens.json')))('%s', file => {
  test('equals transformers: prompt, ids, pixels, logits, tokens', async () => {
    const name = file.replace('.goldens.json', '')
    const directory = [join(fixtures, name), join(examples, name)].find(path => existsSync(path)) ?? name
    const compared = await compareGoldens(directory, join(fixtures, file))
    expect(compared.length).toBeGreaterThan(3)
    for (const { logitDifference, pixelsEqual, ...same } of compared) {
      expect(same).toMatchObject({ promptEqual: true, idsEqual: true, tokensEqual: true })
      expect(pixelsEqual).not.toBe(false)
      expect(logitDifference).toBeLessThan(1e-3)
    }
  })
})
