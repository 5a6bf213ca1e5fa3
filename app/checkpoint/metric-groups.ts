import type { BenchmarkSummary } from '#lib/domain/run-summary'
import { decimal, sentence } from '../format/numbers'
import { printedScaleOf } from '../format/printed-score'

/** One number the field prints, as the page says it. */
interface PrintedMetric {
  readonly id: string
  readonly name: string
  readonly value: string
  /** What it is made of. */
  readonly n: string
}

export interface MetricGroup {
  /** `Whole`, or what the benchmark is divided by. */
  readonly title: string
  readonly unit: string
  readonly metrics: readonly PrintedMetric[]
}

/** Names that the field abbreviates. */
const names: Readonly<Record<string, string>> = {
  'capability/rec': 'recognition',
  'capability/ocr': 'OCR',
  'capability/know': 'knowledge',
  'capability/gen': 'generation',
  'capability/spat': 'spatial awareness',
  'category/conv': 'conversation',
  'split/test_human': 'human',
  'split/test_augmented': 'augmented',
  pair: 'pairs right',
  average: 'items right',
  relative: 'relative to the reference',
}

/** The numbers of a benchmark by what they are parts of: those of the whole first, then each division in its order. */
export function metricGroups(benchmark: Pick<BenchmarkSummary, 'metrics' | 'printedScale'>): MetricGroup[] {
  const { unit } = printedScaleOf(benchmark)
  const digits = benchmark.printedScale ? 0 : 1
  const groups = Map.groupBy(benchmark.metrics, ({ id }) =>
    id.includes('/') ? id.slice(0, id.indexOf('/')) : 'whole',
  )
  return [...groups].map(([part, metrics]) => ({
    title: sentence(part),
    unit,
    metrics: metrics.map(({ id, value, n }) => ({
      id,
      name: nameOf(id),
      value: decimal(value, digits),
      n: decimal(n, 0),
    })),
  }))
}

function nameOf(id: string): string {
  const name = names[id] ?? id.slice(id.indexOf('/') + 1)
  return name.replaceAll('_', ' ').replaceAll(',', ', ').replaceAll('/', ': ')
}
