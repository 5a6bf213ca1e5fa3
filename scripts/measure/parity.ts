import { existsSync, globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { compareGoldens } from '#scripts/goldens/compare'
import type { Figure, Measurement } from './measurement'

const fixtures = 'test/fixtures/checkpoints'
const largestDifference = 1e-3

/** Our engine against transformers on the same checkpoints: ids and pixels equal, logits close, tokens equal. */
export const parity: Measurement = {
  name: 'parity',
  shows: 'goldens of every family: ids, pixels, logits, tokens',
  async measure() {
    const figures: Figure[] = []
    for (const goldens of globSync(`${fixtures}/*.goldens.json`).sort()) {
      const name = basename(goldens, '.goldens.json')
      const own = join(fixtures, name)
      const compared = await compareGoldens(
        existsSync(own) ? own : join('examples/checkpoints', name),
        goldens,
      )
      const held = (of: (one: (typeof compared)[number]) => boolean) => compared.filter(of).length
      const all = compared.length
      const prompts = held(one => one.promptEqual && one.idsEqual && one.pixelsEqual !== false)
      const tokens = held(one => one.tokensEqual)
      const difference = Math.max(...compared.map(one => one.logitDifference))
      const generated = compared.reduce((sum, one) => sum + one.tokens, 0)
      figures.push(
        {
          figure: `${name}: prompt, ids and pixels equal`,
          value: `${prompts} of ${all}`,
          target: 'all',
          met: prompts === all,
        },
        {
          figure: `${name}: greedy tokens equal (${generated} in all)`,
          value: `${tokens} of ${all}`,
          target: 'all',
          met: tokens === all,
        },
        {
          figure: `${name}: largest difference of a logit`,
          value: difference.toExponential(1),
          target: `< ${largestDifference}`,
          met: difference < largestDifference,
        },
      )
    }
    return figures
  },
}
