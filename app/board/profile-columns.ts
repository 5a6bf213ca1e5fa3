import type { Estimate } from '#lib/domain/cell'
import type { NotRun } from '#lib/domain/not-run'
import type { Property } from '#lib/domain/property'
import { propertyKinds } from '#lib/leaderboard/profile/property'
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

/** All of the profile but visual reliance, which stands before the rule: heads, and what is a share of what. */
const properties = [
  {
    id: 'P1',
    head: 'Token order',
    what: 'Share of the above-chance score that is kept when visual tokens are permuted',
  },
  {
    id: 'P2',
    head: 'Spatial',
    what: 'Share of the above-chance score that is kept when image patches are shuffled',
  },
  {
    id: 'P4',
    head: 'Occlusion',
    what: 'Share of the above-chance score that is kept while more and more of the image is hidden',
  },
  {
    id: 'P5',
    head: 'Saliency',
    what: 'How much more is lost with what stands out than with what does not; 0.5 is neither',
  },
  {
    id: 'P6',
    head: 'Detail',
    what: 'Share of the above-chance score that is lost when images are redrawn from captions',
  },
  {
    id: 'P7',
    head: 'Recognition',
    what: "Share of its encoder's above-chance recognition that the checkpoint has",
  },
  {
    id: 'P8',
    head: 'Alignment',
    what: "Share of its encoder's above-chance alignment with language models that the checkpoint has",
  },
  { id: 'P9', head: 'Options', what: 'Share of what is right that is right in every order of its options' },
  {
    id: 'P10',
    head: 'Text maths',
    what: "Share of its language model's mathematics in words that the checkpoint has",
  },
  { id: 'P11', head: 'Locality', what: 'How unevenly the information lies over the groups of visual tokens' },
  {
    id: 'P12',
    head: 'Early layers',
    what: 'Share of the importance that the lowest quarter of the layers has',
  },
] as const

/** A column a property, in the order of the profile. */
export function profileColumns(rows: readonly RankedEntry[]): BoardColumn[] {
  return properties.map(({ id, head, what }) =>
    columnOver(
      rows,
      {
        id,
        head,
        description: `${what}, from 0 to 1.`,
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
    return { kind: 'word', word: property?.benchmarks ? 'at chance' : notRunWord(summary.notRun, id) }
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

/** What it would have taken, where a word says it. */
const lacking: Readonly<Partial<Record<NotRun['reason']['code'], string>>> = {
  'chat-endpoint': 'no weights',
  'no-encoder': 'no encoder',
  'no-backbone': 'no backbone',
}

function notRunWord(notRun: readonly NotRun[], id: Property['id']): string {
  const [found] = notRun.filter(({ probe }) => probe === propertyKinds[id].probe)
  return (found && lacking[found.reason.code]) ?? 'not run'
}
