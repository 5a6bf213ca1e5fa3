import type { Figure, Measurement } from './measurement'
import { flagRates, plantedBenchmarks } from './planted/flagged-items'
import { isFound, measureWeakness, weaknesses } from './planted/weaknesses'

/** The bundled checkpoints' planted weaknesses and the bundled benchmarks' planted items, against what is found. */
export const planted: Measurement = {
  name: 'planted',
  shows: 'planted weaknesses and planted bad items against what was found',
  async measure() {
    const figures: Figure[] = []
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
      for (const { flag, planted: count, found, others, raised } of await flagRates(benchmark))
        figures.push({
          figure: `${benchmark}, ${flag}`,
          value: `raised for ${found} of ${count} planted items, and for ${raised} of ${others} others`,
        })
    return figures
  },
}

function pp(share: number): string {
  return `${(100 * share).toFixed(1)} pp`
}
