import type { Estimate } from '#lib/domain/cell'
import type { Property } from '#lib/domain/run-summary'
import type { RankedEntry } from '#lib/leaderboard/rank-entries'
import { between, decimal, ratio } from '../format/numbers'
import { type BoardCell, type BoardColumn, columnOver } from './board-column'

/** Visual reliance below this makes what a checkpoint keeps unreadable. */
export const relianceThreshold = 0.2

const unitInterval = { low: 0, high: 1 }

/** Visual reliance: stands before every score, since it qualifies them. */
export function relianceColumn(rows: readonly RankedEntry[]): BoardColumn {
  return columnOver(
    rows,
    {
      id: 'reliance',
      head: 'Visual reliance',
      description: 'Share of the above-chance score that is lost without the image, from 0 to 1.',
      lane: 'reliance',
      floor: relianceThreshold,
      cell: row => propertyCell(row, 'P3'),
    },
    unitInterval,
    [0, relianceThreshold],
  )
}

export function meanColumn(rows: readonly RankedEntry[]): BoardColumn {
  return columnOver(
    rows,
    {
      id: 'mean',
      head: 'Mean',
      description:
        'Unweighted mean of the chance-corrected scores over the benchmarks that every row has, in percent.',
      lane: 'mean',
      floor: null,
      cell: ({ mean }) => meanCell(mean),
    },
    { low: -100, high: 100 },
    [0],
  )
}

function meanCell(mean: Estimate | null): BoardCell {
  if (mean === null) return { kind: 'word', word: 'none shared' }
  return {
    kind: 'estimate',
    value: 100 * mean.value,
    low: 100 * mean.low,
    high: 100 * mean.high,
    text: decimal(100 * mean.value, 1),
    interval: between(100 * mean.low, 100 * mean.high, 1),
    mark: 'plain',
  }
}

/** Token-order and spatial-structure retention. */
export function retentionColumns(rows: readonly RankedEntry[]): BoardColumn[] {
  const columns = [
    { id: 'P1', head: 'Token order', what: 'visual tokens are permuted' },
    { id: 'P2', head: 'Spatial', what: 'image patches are shuffled' },
  ] as const
  return columns.map(({ id, head, what }) =>
    columnOver(
      rows,
      {
        id,
        head,
        description: `Share of the above-chance score that is kept when ${what}, from 0 to 1.`,
        lane: 'score',
        floor: null,
        cell: row => propertyCell(row, id),
      },
      unitInterval,
    ),
  )
}

function propertyCell({ entry: { summary } }: RankedEntry, id: Property['id']): BoardCell {
  const property = summary.profile.find(candidate => candidate.id === id)
  if (!property || property.value === null || property.low === null || property.high === null)
    return { kind: 'word', word: property?.benchmarks ? 'at chance' : 'not run' }
  const { value, low, high, state } = property
  // Visual reliance itself is always a number; what it makes unreadable stands in brackets.
  const unread = state === 'not-interpretable' || (id === 'P3' && value < relianceThreshold)
  return {
    kind: 'estimate',
    value,
    low,
    high,
    text: state === 'not-interpretable' ? `(${ratio(value)})` : ratio(value),
    interval: between(low, high, 2),
    mark: unread ? 'unread' : 'plain',
  }
}
