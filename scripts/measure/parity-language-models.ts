import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { compareLanguageModel, type LanguageModelComparison } from '#scripts/goldens/compare-language-models'
import { readLanguageModelGoldens, writeCheckpoint } from '#scripts/goldens/language-model-goldens'
import type { Figure } from './measurement'
import { parityFigures } from './parity-figures'

const fixtures = 'test/fixtures/language-models'

/** Language models that stand alone, every configuration of one weight file together. */
export async function languageModelParity(): Promise<Figure[]> {
  const compared = new Map<string, LanguageModelComparison[]>()
  for (const file of globSync(`${fixtures}/*.goldens.json`).sort()) {
    const goldens = readLanguageModelGoldens(file)
    const folder = mkdtempSync(join(tmpdir(), 'parallax-parity-'))
    try {
      writeCheckpoint(fixtures, goldens, folder)
      const name = basename(goldens.weights, '.safetensors')
      compared.set(name, [
        ...(compared.get(name) ?? []),
        ...(await compareLanguageModel(folder, goldens.cases)),
      ])
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
  return [...compared].flatMap(([name, all]) => {
    const { everywhere, largest } = parityFigures(`language model ${name}`, all)
    return [
      everywhere('prompt and ids equal', one => one.promptEqual && one.idsEqual && one.continuationsEqual),
      largest('a logit', one => one.logitDifference, 1e-3),
      largest('a log-probability of a continuation', one => one.scoreDifference, 1e-3),
      largest('a mean hidden state', one => one.stateDifference, 1e-3),
      everywhere(
        `greedy tokens equal (${all.reduce((sum, one) => sum + one.tokens, 0)} in all)`,
        one => one.tokensEqual,
      ),
    ]
  })
}
