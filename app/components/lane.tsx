import { type Domain, linearScale, rounded } from '../charts/scale'

interface LaneProps {
  readonly domain: Domain
  readonly value: number
  readonly low: number
  readonly high: number
  readonly kind: 'score' | 'mean' | 'reliance' | 'change'
  readonly mark: 'plain' | 'small' | 'unread' | 'lower' | 'higher'
  /** Guess floor or threshold. */
  readonly floor: number | null
}

const kinds = {
  score: 'lane',
  mean: 'lane',
  reliance: 'lane lane-reliance',
  change: 'lane lane-change',
} as const

/**
 * An estimate on its column's scale: interval, tick, floor. Places are percentages of the lane, so that the markup of
 * a cell is a few numbers; every size stands in the stylesheet.
 */
export function Lane({ domain, value, low, high, kind, mark, floor }: LaneProps) {
  const place = linearScale(domain, 0, 100)
  const start = place(low)
  return (
    <svg aria-hidden="true" className={mark === 'plain' ? kinds[kind] : `${kinds[kind]} is-${mark}`}>
      {kind === 'change' && <Line at={place(0)} className="z" />}
      {kind === 'reliance' && <rect className="b" width={`${place(value)}%`} />}
      {floor !== null && <Line at={place(floor)} className="f" />}
      {mark !== 'unread' && <rect className="w" width={`${rounded(place(high) - start)}%`} x={`${start}%`} />}
      <rect className="t" x={`${place(value)}%`} />
    </svg>
  )
}

function Line({ at, className }: { at: number; className: string }) {
  return <line className={className} x1={`${at}%`} x2={`${at}%`} y2="100%" />
}
