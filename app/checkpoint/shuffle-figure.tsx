import type { BenchmarkSummary } from '#lib/domain/run-summary'
import { SectionHead } from '../components/section-head'
import { ShuffleCurve, shuffleEffects } from '../components/shuffle-curve'
import { between, decimal, listed, ratio } from '../format/numbers'
import { printedScaleOf } from '../format/printed-score'
import { EffectsData } from './effects-data'

/** The spatial shuffle on one benchmark: the curve, its area, and the numbers behind it. */
export function ShuffleFigure({ benchmark }: { benchmark: BenchmarkSummary }) {
  const effects = shuffleEffects(benchmark)
  const { title, score, unit, spatialArea } = benchmark
  const seeds = Math.max(...effects.map(effect => effect.seeds))
  return (
    <section>
      <SectionHead
        caption={`${printedScaleOf(benchmark).unit === '%' ? 'score, %' : 'score, points'}; ${decimal(score.n, 0)} ${unit}; ${seeds} seeds a grid; 95 % bands`}
        title={`Patches shuffled, ${title}`}
      />
      <ShuffleCurve benchmark={benchmark} />
      <p className="mt-1 type-note">
        {spatialArea
          ? `Area ${ratio(spatialArea.value)} (${between(spatialArea.low, spatialArea.high, 2)}) over grids ${listed(spatialArea.grids.map(String))}. Each grid is compared with the resized image of the same grid.`
          : 'Area n/a: the unprobed score is not clearly above guessing, and a flat curve at the floor is not robustness.'}
      </p>
      <EffectsData rows={effects.map(effect => ({ benchmark, effect }))} />
    </section>
  )
}
