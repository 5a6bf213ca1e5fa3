import type { Estimate } from '#lib/domain/cell'
import type { BenchmarkSummary, Effect } from '#lib/domain/run-summary'
import { gridOf, spatialShuffle } from '#lib/probes/spatial-shuffle'
import { floorMargin } from '../board/benchmark-columns'
import { bandPath, linePath, type Point } from '../charts/paths'
import { domainOver, linearScale, type Scale, ticks } from '../charts/scale'
import { spread } from '../charts/spread'
import { decimal } from '../format/numbers'
import { type PrintedScale, printedScaleOf } from '../format/printed-score'

/** One place on the curve: the shuffled picture beside the one that was only resized. */
interface Place {
  readonly name: string
  readonly shuffled: Estimate
  readonly resized: Estimate
}

const margin = { top: 14, bottom: 34, left: 34 }
const height = 216

/** The spatial shuffle's effects, coarse to fine; empty where the benchmark has none. */
export function shuffleEffects({ effects }: BenchmarkSummary): Effect[] {
  return effects
    .filter(({ probe }) => probe === spatialShuffle.id)
    .sort((a, b) => gridOf(a.setting) - gridOf(b.setting))
}

/** Score against grid, from the unshuffled picture to the finest cells that were run. */
export function ShuffleCurve({ benchmark }: { benchmark: BenchmarkSummary }) {
  return (
    <>
      <Drawing benchmark={benchmark} className="drawn-wide" labels={100} width={556} />
      <Drawing benchmark={benchmark} className="drawn-narrow" labels={76} width={328} />
    </>
  )
}

interface DrawingProps {
  readonly benchmark: BenchmarkSummary
  readonly width: number
  /** Room for the labels at the lines' ends. */
  readonly labels: number
  readonly className: string
}

function Drawing({ benchmark, width, labels, className }: DrawingProps) {
  const scale = printedScaleOf(benchmark)
  const places = placesOf(benchmark)
  const right = width - labels
  const bottom = height - margin.bottom
  const floor = scale.at(benchmark.guessFloor)
  const seen = places.flatMap(({ shuffled, resized }) => [
    shuffled.low,
    shuffled.high,
    resized.low,
    resized.high,
  ])
  const bounds = { low: scale.at(0), high: scale.at(1) }
  const domain = domainOver([scale.at(benchmark.guessFloor - floorMargin), ...seen.map(scale.at)], bounds, 5)
  const x = linearScale({ low: 0, high: Math.max(1, places.length - 1) }, margin.left, right)
  const y = linearScale(domain, bottom, margin.top)
  const ends = [places.at(-1)?.shuffled, places.at(-1)?.resized].map(end => y(scale.at(end?.value ?? 0)) + 4)
  const [shuffledAt, resizedAt] = spread(ends, 15, bottom)
  return (
    <svg
      aria-label={titleOf(benchmark, scale)}
      className={`chart ${className}`}
      height={height}
      role="img"
      width={width}
    >
      {ticks(domain, 5).map(tick => (
        <g key={tick}>
          <path className="grid" d={`M${margin.left} ${y(tick)}H${right}`} />
          <text textAnchor="end" x={margin.left - 8} y={y(tick) + 4}>
            {decimal(tick, 0)}
          </text>
        </g>
      ))}
      <path className="base" d={`M${margin.left} ${bottom}H${right}`} />
      <path className="floor" d={`M${margin.left} ${y(floor)}H${right}`} />
      <text x={margin.left + 4} y={y(floor) - 5}>
        guess floor {scale.print(benchmark.guessFloor).replace(/\.0$/, '')}
      </text>
      {places.map(({ name }, index) => (
        <text
          key={name}
          textAnchor={index === 0 ? 'start' : 'middle'}
          x={index === 0 ? margin.left - 8 : x(index)}
          y={bottom + 16}
        >
          {name}
        </text>
      ))}
      <text textAnchor="end" x={right} y={bottom + 31}>
        cells a side
      </text>
      <Curve
        className="reference"
        estimates={places.map(({ resized }) => resized)}
        label="resized only"
        labelX={right + 10}
        labelY={resizedAt ?? 0}
        scale={scale}
        x={x}
        y={y}
      />
      <Curve
        className={benchmark.atChance ? 'at-chance' : 'result'}
        estimates={places.map(({ shuffled }) => shuffled)}
        label="shuffled"
        labelX={right + 10}
        labelY={shuffledAt ?? 0}
        scale={scale}
        x={x}
        y={y}
      />
    </svg>
  )
}

interface CurveProps {
  readonly estimates: readonly Estimate[]
  readonly className: string
  readonly label: string
  readonly labelX: number
  readonly labelY: number
  readonly scale: PrintedScale
  readonly x: Scale
  readonly y: Scale
}

function Curve({ estimates, className, label, labelX, labelY, scale, x, y }: CurveProps) {
  const through = (of: (estimate: Estimate) => number): Point[] =>
    estimates.map((estimate, index) => ({ x: x(index), y: y(scale.at(of(estimate))) }))
  const points = through(({ value }) => value)
  return (
    <g className={className}>
      <path
        className="band"
        d={bandPath(
          through(({ high }) => high),
          through(({ low }) => low),
        )}
      />
      <path className="line" d={linePath(points)} />
      {points.map(point => (
        <circle className="point" cx={point.x} cy={point.y} key={point.x} r="2.6" />
      ))}
      <text className="line-label" x={labelX} y={labelY}>
        {label}
      </text>
    </g>
  )
}

function placesOf(benchmark: BenchmarkSummary): Place[] {
  const grids = shuffleEffects(benchmark).map(({ setting, perturbed, reference }) => ({
    name: `${gridOf(setting)}`,
    shuffled: perturbed,
    resized: reference,
  }))
  return [{ name: 'unshuffled', shuffled: benchmark.score, resized: benchmark.score }, ...grids]
}

function titleOf(benchmark: BenchmarkSummary, scale: PrintedScale): string {
  const finest = shuffleEffects(benchmark).at(-1)
  const grid = finest ? gridOf(finest.setting) : 0
  const end = finest ? scale.print(finest.perturbed.value) : ''
  const unit = scale.unit === '%' ? ' %' : ' points'
  return `${benchmark.title} scores ${scale.print(benchmark.score.value)}${unit} unshuffled and ${end}${unit} with the image shuffled in ${grid} × ${grid} cells.`
}
