import { relianceThreshold } from '../board/profile-columns'
import { stepPath } from '../charts/paths'
import { placeLabels } from '../charts/place-labels'
import { domainOver, linearScale, logScale, ticks } from '../charts/scale'
import type { SizePoint } from '../charts/size-points'
import { counted, parameters, ratio } from '../format/numbers'

const margin = { top: 26, right: 88, bottom: 34, left: 30 }
const height = 232

/** Visual reliance against parameters; the line joins the best at each size. */
export function ParetoPlot({ points }: { points: readonly SizePoint[] }) {
  return (
    <figure>
      <figcaption className="mb-1 type-note">
        <strong className="font-medium text-ink">Visual reliance</strong> against size; the line joins the
        best at each size
      </figcaption>
      <Drawing className="drawn-wide" points={points} width={560} />
      <Drawing className="drawn-narrow" points={points} width={358} />
      <details className="disclosure">
        <summary>Data</summary>
        <SizeTable points={points} />
      </details>
    </figure>
  )
}

interface DrawingProps {
  readonly points: readonly SizePoint[]
  readonly width: number
  readonly className: string
}

function Drawing({ points, width, className }: DrawingProps) {
  const right = width - margin.right
  const bottom = height - margin.bottom
  const sizes = points.map(point => point.parameters)
  const span = { low: Math.min(...sizes) / 1.3, high: Math.max(...sizes) * 1.3 }
  const reliances = domainOver(
    [0, relianceThreshold, ...points.map(point => point.high)],
    { low: 0, high: 1 },
    4,
  )
  const x = logScale(span, margin.left, right)
  const y = linearScale(reliances, bottom, margin.top)
  const front = points.filter(point => point.front)
  const unread = points.filter(point => !point.front && point.value < relianceThreshold)
  const labels = placeLabels(
    [...front, ...unread].map(({ id, name, parameters: size, value, front: first }) => ({
      id,
      text: name,
      x: x(size),
      y: y(value) - (first ? 7 : -4),
    })),
    width,
  )
  const title = `Visual reliance against parameters of ${counted(points.length, 'checkpoint')}: the most reliant is ${
    front.at(-1)?.name
  } at ${ratio(front.at(-1)?.value ?? 0)}.`
  return (
    <svg aria-label={title} className={`chart ${className}`} height={height} role="img" width={width}>
      {ticks(reliances, 5).map(tick => (
        <g key={tick}>
          <path className={tick === 0 ? 'base' : 'grid'} d={`M${margin.left} ${y(tick)}H${right}`} />
          <text textAnchor="end" x={margin.left - 8} y={y(tick) + 4}>
            {tick.toFixed(1)}
          </text>
        </g>
      ))}
      <path className="threshold" d={`M${margin.left} ${y(relianceThreshold)}H${right}`} />
      <text x={right + 8} y={y(relianceThreshold) - 6}>
        <tspan x={right + 8}>below 0.2 the</tspan>
        <tspan dy="13" x={right + 8}>
          image hardly
        </tspan>
        <tspan dy="13" x={right + 8}>
          matters
        </tspan>
      </text>
      {sizeTicks(span).map(size => (
        <text key={size} textAnchor="middle" x={x(size)} y={bottom + 16}>
          {parameters(size).replace('.0', '')}
        </text>
      ))}
      <text textAnchor="end" x={right} y={bottom + 31}>
        parameters
      </text>
      <path
        d={stepPath(
          front.map(point => ({ x: x(point.parameters), y: y(point.value) })),
          right,
        )}
        fill="none"
        stroke="var(--color-accent)"
        strokeWidth="1.5"
      />
      {points.map(({ id, parameters: size, value, low, high, front: first }) => (
        <g key={id} style={{ color: first ? 'var(--color-accent)' : 'var(--color-whisk)' }}>
          <path d={`M${x(size)} ${y(low)}V${y(high)}`} opacity="0.55" stroke="currentColor" />
          <circle cx={x(size)} cy={y(value)} fill="currentColor" r={first ? 3.6 : 2.8} />
        </g>
      ))}
      {labels.map(({ id, text, x: at, y: line, anchor }) => (
        <text key={id} className="mark-label" textAnchor={anchor} x={at} y={line}>
          {text}
        </text>
      ))}
    </svg>
  )
}

/** Powers of ten, or 1, 3, 10, … where these are fewer than three. */
function sizeTicks({ low, high }: { low: number; high: number }): number[] {
  const powers = Array.from({ length: 14 }, (_, power) => 10 ** power)
  const inside = (size: number) => size >= low && size <= high
  const whole = powers.filter(inside)
  return whole.length > 2 ? whole : powers.flatMap(power => [power, 3 * power]).filter(inside)
}

function SizeTable({ points }: { points: readonly SizePoint[] }) {
  return (
    <table className="sheet">
      <thead>
        <tr>
          <th scope="col">Checkpoint</th>
          <th className="number" scope="col">
            Parameters
          </th>
          <th className="number" scope="col">
            Visual reliance
          </th>
          <th className="number" scope="col">
            95 % CI
          </th>
        </tr>
      </thead>
      <tbody>
        {points.map(({ id, name, parameters: size, value, low, high }) => (
          <tr key={id}>
            <th scope="row">{name}</th>
            <td className="number">{parameters(size)}</td>
            <td className="number">{ratio(value)}</td>
            <td className="number">
              {ratio(low)} to {ratio(high)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
