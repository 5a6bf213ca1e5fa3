import { isNotEnough } from '../../domain/not-enough-data'
import { countingSet, isClassification } from '../../probes/design/benchmark-sets'
import { holm } from '../../statistics/multiplicity'
import { type ConditionEstimate, estimateCondition } from './condition-estimate'
import { type PairedChange, pairedChange } from './paired-change'
import { scoresOf, type UnitScores } from './unit-scores'

/** What the checkpoint recognises, next to its own encoder on the same images (measurement 1.7a). */
export interface RecognitionOnSet {
  readonly benchmark: string
  /** One of the seven of the paper; counting stands apart. */
  readonly counted: boolean
  readonly encoder: ConditionEstimate
  /** Out of all classes, by their likelihood: the headline. */
  readonly closed: ConditionEstimate
  /** In words of its own; null where that was not run. */
  readonly open: ConditionEstimate | null
  /** closed less encoder: negative is worse than the encoder. `p` is Holm's over the sets. */
  readonly change: PairedChange
}

/** One entry per classification set that was run with its encoder. */
export function findRecognition(benchmarks: readonly UnitScores[]): RecognitionOnSet[] {
  const found = benchmarks.flatMap(units => recognitionOn(units) ?? [])
  const adjusted = holm(found.map(({ change }) => change.p))
  return found.map((one, at) => ({ ...one, change: { ...one.change, p: adjusted[at] } }))
}

function recognitionOn(units: UnitScores): RecognitionOnSet | null {
  const { benchmark } = units
  const [encoderScores, closedScores, openScores] = ['encoder', 'closed', 'open'].map(condition =>
    scoresOf(units, 'alignment-classification', condition),
  )
  if (!isClassification(benchmark) || !encoderScores || !closedScores) return null
  const encoder = estimateCondition(units, encoderScores)
  const closed = estimateCondition(units, closedScores)
  const open = openScores && estimateCondition(units, openScores)
  const change = pairedChange(units, closedScores, encoderScores)
  if (isNotEnough(encoder) || isNotEnough(closed) || isNotEnough(change)) return null
  return {
    benchmark,
    counted: benchmark !== countingSet,
    encoder,
    closed,
    open: open && !isNotEnough(open) ? open : null,
    change,
  }
}
