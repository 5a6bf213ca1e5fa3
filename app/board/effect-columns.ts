import type { Effect } from '#lib/domain/run-summary'
import type { RankedEntry } from '#lib/leaderboard/rank-entries'
import { gridOf } from '#lib/probes/spatial-shuffle'
import { between, signed } from '../format/numbers'
import { settingWords } from '../format/settings'
import { type Edition, onEdition } from './benchmark-columns'
import { type BoardCell, type BoardColumn, columnOver } from './board-column'

const order = ['no-image', 'permuted', 'reversed']

/** The changes under every setting of the probes, on one benchmark, in percentage points. */
export function effectColumns(rows: readonly RankedEntry[], edition: Edition): BoardColumn[] {
  const effects = rows.flatMap(row => onEdition(row, edition)?.effects ?? [])
  const settings = [...new Set(effects.map(effect => effect.setting))].sort((a, b) => rank(a) - rank(b))
  return settings.map(setting => {
    const words = settingWords(setting)
    return columnOver(
      rows,
      {
        id: setting,
        head: words.short,
        description: `Change of the ${edition.benchmark.title} score, ${words.long}, in percentage points.`,
        lane: 'change',
        floor: null,
        cell: row => changeCell(onEdition(row, edition)?.effects.find(effect => effect.setting === setting)),
      },
      { low: -100, high: 100 },
      [0],
    )
  })
}

function rank(setting: string): number {
  const known = order.indexOf(setting)
  return known === -1 ? order.length + (gridOf(setting) || 0) : known
}

function changeCell(effect: Effect | undefined): BoardCell {
  if (!effect) return { kind: 'word', word: 'not run' }
  const { pp, low, high, verdict } = effect.change
  return {
    kind: 'estimate',
    value: pp,
    low,
    high,
    text: signed(pp, 1),
    interval: between(low, high, 1),
    mark: verdict === 'lower' || verdict === 'higher' ? verdict : 'plain',
  }
}
