import { existsSync, globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { compareGoldens } from '#scripts/goldens/compare'
import type { Figure, Measurement } from './measurement'
import { encoderParity } from './parity-encoders'
import { parityFigures } from './parity-figures'
import { languageModelParity } from './parity-language-models'

const fixtures = 'test/fixtures/checkpoints'

/** Our engine against transformers on the same checkpoints, and against itself in pieces. */
export const parity: Measurement = {
  name: 'parity',
  shows: 'goldens of every family, language model and encoder; sessions of one layer; no noise',
  async measure() {
    const figures: Figure[] = []
    for (const goldens of globSync(`${fixtures}/*.goldens.json`).sort())
      figures.push(...(await checkpointParity(basename(goldens, '.goldens.json'), goldens)))
    return [...figures, ...(await languageModelParity()), ...(await encoderParity())]
  },
}

async function checkpointParity(name: string, goldens: string): Promise<Figure[]> {
  const own = join(fixtures, name)
  const compared = await compareGoldens(existsSync(own) ? own : join('examples/checkpoints', name), goldens)
  const { everywhere, largest } = parityFigures(name, compared)
  const generated = compared.reduce((sum, one) => sum + one.tokens, 0)
  return [
    everywhere('prompt, ids and pixels equal', one => one.promptEqual && one.idsEqual && one.pixelsEqual),
    largest('a visual token', one => one.visualDifference, 1e-3),
    largest('a logit', one => one.logitDifference, 1e-3),
    everywhere(`greedy tokens equal (${generated} in all)`, one => one.tokensEqual),
    largest('a logit in sessions of one layer', one => one.chunkedDifference, 1e-4),
    everywhere(
      'noise of zero changes no bit, sessions of one layer no token',
      one => one.silenceEqual && one.chunkedTokensEqual,
    ),
  ]
}
