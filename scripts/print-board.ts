import { z } from 'zod'
import { estimate } from '#lib/domain/cell'
import { runSummary } from '#lib/domain/run-summary'

const board = z.object({
  rows: z.array(
    z.object({ entry: z.object({ name: z.string(), summary: runSummary }), mean: estimate.nullable() }),
  ),
})

const percent = (share: number) => (100 * share).toFixed(1)
const signed = (pp: number) => `${pp < 0 ? '−' : '+'}${Math.abs(pp).toFixed(1)}`

/** Prints the leaderboard of a portal: every score and change with its 95 % interval. @throws Error where it is empty. */
export async function printBoard(url: string): Promise<void> {
  const { rows } = board.parse(await (await fetch(`${url}/api/board`)).json())
  if (rows.length === 0) throw new Error('no run is complete, so the leaderboard is empty')
  for (const { entry, mean } of rows) {
    const { summary } = entry
    const above = mean
      ? `mean above chance ${percent(mean.value)} (${percent(mean.low)} to ${percent(mean.high)})`
      : 'no benchmark that every row has'
    console.log(`\n${entry.name}: ${above}`)
    const lines = summary.benchmarks.flatMap(({ title, score, unit, guessFloor, effects }) => [
      [
        title,
        `${percent(score.value)}`,
        `${percent(score.low)} to ${percent(score.high)}`,
        `${score.n} ${unit}, guessing ${percent(guessFloor)}`,
      ],
      ...effects.map(({ setting, change }) => [
        `  ${setting}`,
        `${signed(change.pp)} pp`,
        `${signed(change.low)} to ${signed(change.high)}`,
        change.reading,
      ]),
    ])
    const widths = [0, 1, 2].map(column => Math.max(...lines.map(line => line[column]?.length ?? 0)))
    for (const line of lines) console.log(line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '))
  }
}
