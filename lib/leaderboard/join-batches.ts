import type { Cell } from '../domain/cell'
import type { ConditionOutcomes } from '../domain/work'

/** The batches of a benchmark, in item order, as one cell a condition. */
export function joinBatches(benchmark: string, batches: readonly (readonly ConditionOutcomes[])[]): Cell[] {
  const [first = []] = batches
  return first.map(({ probe, probeVersion, condition }, at) => {
    const parts = batches.flatMap(batch => batch[at] ?? [])
    const flags = (of: (part: ConditionOutcomes) => readonly boolean[]) =>
      Uint8Array.from(parts.flatMap(part => of(part).map(Number)))
    return {
      benchmark,
      probe,
      probeVersion,
      condition,
      scores: Float32Array.from(parts.flatMap(part => part.scores.map(score => score ?? Number.NaN))),
      unparsed: flags(part => part.unparsed),
      changed: flags(part => part.changed),
      ...firstReason(parts),
      ...(parts.some(part => part.asked) ? { asked: flags(askedOf) } : {}),
      ...(parts.some(part => part.against) ? { against: referenceScores(parts) } : {}),
    }
  })
}

function askedOf({ asked, scores }: ConditionOutcomes): readonly boolean[] {
  return asked ?? scores.map(() => true)
}

function referenceScores(parts: readonly ConditionOutcomes[]): Float32Array {
  return Float32Array.from(
    parts.flatMap(({ scores, against }) => scores.map((_, at) => against?.[at] ?? Number.NaN)),
  )
}

function firstReason(parts: readonly ConditionOutcomes[]): Pick<Cell, 'notScored'> {
  const reason = parts.find(({ notScored }) => notScored !== undefined)?.notScored
  return reason === undefined ? {} : { notScored: reason }
}
