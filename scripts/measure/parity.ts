import { existsSync, globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { compareGoldens } from '#scripts/goldens/compare'
import type { Figure, Measurement } from './measurement'

const fixtures = 'test/fixtures/checkpoints'

/** Our engine against transformers on the same checkpoints, and against itself in pieces. */
export const parity: Measurement = {
  name: 'parity',
  shows:
    'goldens of every family: ids, pixels, visual tokens, logits, tokens; sessions of one layer; no noise',
  async measure() {
    const figures: Figure[] = []
    for (const goldens of globSync(`${fixtures}/*.goldens.json`).sort()) {
      const name = basename(goldens, '.goldens.json')
      const own = join(fixtures, name)
      const compared = await compareGoldens(
        existsSync(own) ? own : join('examples/checkpoints', name),
        goldens,
      )
      type One = (typeof compared)[number]
      const all = compared.length
      const everywhere = (what: string, holds: (one: One) => boolean): Figure => {
        const count = compared.filter(holds).length
        return { figure: `${name}: ${what}`, value: `${count} of ${all}`, target: 'all', met: count === all }
      }
      const largest = (what: string, of: (one: One) => number, bound: number): Figure => {
        const difference = Math.max(...compared.map(of))
        return {
          figure: `${name}: largest difference of ${what}`,
          value: difference.toExponential(1),
          target: `< ${bound}`,
          met: difference < bound,
        }
      }
      const generated = compared.reduce((sum, one) => sum + one.tokens, 0)
      figures.push(
        everywhere('prompt, ids and pixels equal', one => one.promptEqual && one.idsEqual && one.pixelsEqual),
        largest('a visual token', one => one.visualDifference, 1e-3),
        largest('a logit', one => one.logitDifference, 1e-3),
        everywhere(`greedy tokens equal (${generated} in all)`, one => one.tokensEqual),
        largest('a logit in sessions of one layer', one => one.chunkedDifference, 1e-4),
        everywhere(
          'noise of zero changes no bit, sessions of one layer no token',
          one => one.silenceEqual && one.chunkedTokensEqual,
        ),
      )
    }
    return figures
  },
}
