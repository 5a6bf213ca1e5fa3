import type { Figure } from '../measurement'
import { startProcess } from './line-process'

const checkpoint = 'test/fixtures/checkpoints/random-onevision'
const items = 1000
/** Memory after the last item over that after half of them, at most. */
const flat = 1.05

/** The resident set over a thousand items of the standard suite, on a tiny checkpoint. */
export async function itemMemory(): Promise<Figure[]> {
  const child = startProcess(process.execPath, [
    ...['--import', 'tsx', 'scripts/measure/timed-items.ts'],
    ...[checkpoint, String(items)],
  ])
  const curve = (await child.rest()).map(Number)
  await child.end()
  const [half = Number.NaN, last = Number.NaN] = [curve[Math.floor(curve.length / 2) - 1], curve.at(-1)]
  return [
    {
      figure: `memory over ${items} items, after every tenth of them`,
      value: curve
        .map(bytes => (bytes / 1e6).toFixed(0))
        .join(', ')
        .concat(' MB'),
      target: `after all at most ${flat} × that after half of them`,
      met: last <= flat * half,
    },
  ]
}
