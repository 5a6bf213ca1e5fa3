import type { UnitLayout } from '../unit-layout'
import { unitValues } from '../unit-layout'
import { conditionOf, type EvidenceRun, type ItemEvidence } from './evidence'

/** What every checkpoint scored on every unit of analysis: what a suggestion is validated on. */
export interface ValidationScores {
  readonly runs: readonly EvidenceRun[]
  /** With the picture [runs][units], in [0, 1]; NaN where not asked. */
  readonly plain: readonly Float64Array[]
  /** Mean over the answers without the picture [runs][units]; NaN where there is none. */
  readonly blind: readonly Float64Array[]
  /** Share of the answers that were given and could not be read [runs][units]; NaN where none was asked for. */
  readonly unparsed: readonly Float64Array[]
  /** Expected value of a content-free guess, one per unit. */
  readonly floors: Float64Array
  readonly cluster: Int32Array
  /** One per unit. */
  readonly categories: readonly string[]
}

/** @param layout of the evidence's items. */
export function validationScores({ items, runs }: ItemEvidence, layout: UnitLayout): ValidationScores {
  const { units, floors, design } = layout
  const meanOf = (columns: readonly Float64Array[]) => {
    const [first = new Float64Array(units.length).fill(Number.NaN)] = columns
    return first.map((_, unit) => columns.reduce((sum, column) => sum + column[unit], 0) / columns.length)
  }
  const plainOf = (run: EvidenceRun) => conditionOf(run, 'reference')
  const missing = new Float32Array(items.length).fill(Number.NaN)
  return {
    runs,
    plain: runs.map(run => unitValues(layout, { scores: plainOf(run)?.scores ?? missing })),
    blind: runs.map(run =>
      meanOf(
        run.conditions
          .filter(({ role }) => role === 'no-image' || role === 'wrong-image')
          .map(({ scores }) => unitValues(layout, { scores })),
      ),
    ),
    unparsed: runs.map(run => {
      const plain = plainOf(run)
      return Float64Array.from(units, unit => {
        const asked = unit.items.filter(item => plain && !Number.isNaN(plain.scores[item]))
        return asked.filter(item => plain?.answers && plain.answers[item] < 0).length / asked.length
      })
    }),
    floors,
    cluster: design.cluster,
    categories: units.map(unit => items[unit.items[0]].category),
  }
}
