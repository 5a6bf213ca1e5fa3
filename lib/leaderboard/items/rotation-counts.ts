import { type AnsweredCondition, conditionOf, type EvidenceItem, type EvidenceRun } from './evidence'

/** Answers under all turns of the options, counted per item over checkpoints. */
export interface RotationCounts {
  /** Checkpoints that were asked every turn. */
  readonly checkpoints: Float64Array
  /** Σ of their flip rates: 1 - (times the most frequent content was chosen) / (turns). */
  readonly flips: Float64Array
  /** Per place of the gold option: Σ of scores [items]; all have as many answers as there are checkpoints. */
  readonly hitsByPlace: Float64Array[]
}

export function emptyRotations(items: number): RotationCounts {
  return { checkpoints: new Float64Array(items), flips: new Float64Array(items), hitsByPlace: [] }
}

export function copyRotations({ checkpoints, flips, hitsByPlace }: RotationCounts): RotationCounts {
  return {
    checkpoints: Float64Array.from(checkpoints),
    flips: Float64Array.from(flips),
    hitsByPlace: hitsByPlace.map(column => Float64Array.from(column)),
  }
}

/** Adds the items of which the run answered every turn. The plain answer is the turn by 0. */
export function tallyRotations(
  counts: RotationCounts,
  items: readonly EvidenceItem[],
  run: EvidenceRun,
): void {
  const turned = turnsOf(run)
  if (turned.length < 2) return
  items.forEach(({ options, gold }, item) => {
    if (options < 2 || gold < 0 || options > turned.length) return
    const asked = turned.slice(0, options)
    if (asked.some(({ scores }) => Number.isNaN(scores[item]))) return
    const chosen = new Uint8Array(options)
    asked.forEach(({ scores, answers }, turn) => {
      const answer = answers[item]
      if (answer >= 0 && answer < options) chosen[answer] += 1
      columnAt(counts, (gold + turn) % options)[item] += scores[item]
    })
    counts.checkpoints[item] += 1
    counts.flips[item] += 1 - Math.max(...chosen) / options
  })
}

/** A condition of which it is known what was chosen. */
type ChosenCondition = AnsweredCondition & { readonly answers: Int32Array }

/** Conditions by turn, without a gap from 0 on. */
export function turnsOf(run: EvidenceRun): ChosenCondition[] {
  const found: ChosenCondition[] = []
  for (let turn = 0; ; turn++) {
    const turned =
      run.conditions.find(one => one.role === 'rotated' && one.turn === turn) ??
      (turn === 0 ? conditionOf(run, 'reference') : undefined)
    const answers = turned?.answers
    if (!turned || !answers) return found
    found.push({ ...turned, answers })
  }
}

function columnAt({ hitsByPlace, checkpoints }: RotationCounts, place: number): Float64Array {
  while (hitsByPlace.length <= place) hitsByPlace.push(new Float64Array(checkpoints.length))
  return hitsByPlace[place]
}
