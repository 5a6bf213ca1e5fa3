import type { Figure, Measurement } from './measurement'
import { answerAgreement, answeredCheckpoints } from './planted/agreement'
import { flagRates, plantedBenchmarks } from './planted/flagged-items'
import { isFound, measureWeakness, weaknesses } from './planted/weaknesses'

const leastAgreement = 0.995

/** The bundled checkpoints' answers beside those of transformers, their planted weaknesses, and the planted items, against what is found. */
export const planted: Measurement = {
  name: 'planted',
  shows:
    'answers beside those of transformers; planted weaknesses and planted bad items against what was found',
  async measure() {
    const figures: Figure[] = []
    for (const checkpoint of answeredCheckpoints()) {
      const { compared, differences } = await answerAgreement(checkpoint)
      const agreeing = 1 - differences.length / compared
      figures.push({
        figure: `${checkpoint}: answers that are those of transformers, under all conditions it was asked under`,
        value: `${(100 * agreeing).toFixed(2)} % of ${compared}`,
        target: `at least ${100 * leastAgreement} %`,
        met: agreeing >= leastAgreement,
      })
    }
    for (const weakness of weaknesses) {
      const { difference, low, high, units } = await measureWeakness(weakness)
      figures.push({
        figure: `${weakness.checkpoint}: ${weakness.figure}, less that of ${weakness.against}`,
        value: `${pp(difference)} (95 % CI ${pp(low)} to ${pp(high)}, ${units} units of ${weakness.asked.benchmark})`,
        target: `${weakness.expected}, and the interval excludes none`,
        met: isFound(weakness, { low, high }),
      })
    }
    for (const benchmark of plantedBenchmarks())
      for (const { flag, planted: count, ...rate } of await flagRates(benchmark))
        figures.push({
          figure: `${benchmark}, ${flag}`,
          value:
            `raised for ${rate.foundShown} of ${rate.shown} planted items that transformers' answers show, ` +
            `${rate.found} of all ${count} planted, and ${rate.raised} of ${rate.others} others`,
        })
    return figures
  },
}

function pp(share: number): string {
  return `${(100 * share).toFixed(1)} pp`
}
