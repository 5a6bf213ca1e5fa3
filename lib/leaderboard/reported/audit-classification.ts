import type { PaperResults } from './paper'

/** Table 3 recomputed for one model (measurement 6.7). */
export interface ClassificationAudit {
  readonly model: string
  readonly encoder: string
  /** Means over the sets, and whether they are those printed, to one decimal. */
  readonly average: number
  readonly encoderAverage: number
  readonly averagesCheck: boolean
  /** Encoder less model, by set, in points. */
  readonly drops: Readonly<Record<string, number>>
  readonly largest: { readonly set: string; readonly drop: number }
  /** Standard errors over sets and both rows, in points: the smallest and the largest. None is printed. */
  readonly standardErrors: { readonly smallest: number; readonly largest: number }
}

export function auditClassification({
  table3_classification: { datasets, rows, images_per_dataset },
}: PaperResults): ClassificationAudit[] {
  return rows.flatMap(({ model, encoder, top1, average }) => {
    const tower = rows.find(row => row.model === encoder)
    if (encoder === undefined || !tower) return []
    const drops = datasets.map((set, at) => ({ set, drop: tower.top1[at] - top1[at] }))
    const errors = [...tower.top1, ...top1].map(percent =>
      Math.sqrt((percent * (100 - percent)) / images_per_dataset),
    )
    return [
      {
        model,
        encoder,
        average: mean(top1),
        encoderAverage: mean(tower.top1),
        averagesCheck: isPrinted(mean(top1), average) && isPrinted(mean(tower.top1), tower.average),
        drops: Object.fromEntries(drops.map(({ set, drop }) => [set, drop])),
        largest: drops.reduce((most, one) => (one.drop > most.drop ? one : most)),
        standardErrors: { smallest: Math.min(...errors), largest: Math.max(...errors) },
      },
    ]
  })
}

function isPrinted(value: number, printed: number): boolean {
  return Math.abs(value - printed) <= 0.05 + 1e-9
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
