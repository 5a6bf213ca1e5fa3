import { type AnsweredCondition, conditionOf, type EvidenceItem, type EvidenceRun } from './evidence'
import { respondentKey } from './respondents'

/** Answers under all turns of the options, counted per item; by respondent, so that trainings of one recipe are one model. */
export interface RotationCounts {
  readonly items: number
  readonly respondents: Map<string, RespondentRotations>
}

/** Sums over the checkpoints of one respondent, one entry per item. */
interface RespondentRotations {
  /** Checkpoints that were asked every turn. */
  readonly checkpoints: Float32Array
  /** Σ of their flip rates: 1 - (times the most frequent content was chosen) / (turns). */
  readonly flips: Float32Array
  /** Per place of the gold option: Σ of scores [items]; all have as many answers as there are checkpoints. */
  readonly hitsByPlace: Float32Array[]
}

/** What all models together say about one item, each with one voice. */
export interface RotatedItem {
  /** Models of which a checkpoint was asked every turn. */
  readonly models: number
  /** Means over them. */
  readonly flipRate: number
  /** Per place of the gold option. */
  readonly accuracy: readonly number[]
}

export function emptyRotations(items: number): RotationCounts {
  return { items, respondents: new Map() }
}

export function copyRotations({ items, respondents }: RotationCounts): RotationCounts {
  const copied = [...respondents].map(([key, { checkpoints, flips, hitsByPlace }]) => {
    const own: RespondentRotations = {
      checkpoints: Float32Array.from(checkpoints),
      flips: Float32Array.from(flips),
      hitsByPlace: hitsByPlace.map(column => Float32Array.from(column)),
    }
    return [key, own] as const
  })
  return { items, respondents: new Map(copied) }
}

/** @param options places of the item's options. */
export function rotatedItem({ respondents }: RotationCounts, item: number, options: number): RotatedItem {
  let models = 0
  let flips = 0
  const hits = new Array<number>(options).fill(0)
  for (const own of respondents.values()) {
    const asked = own.checkpoints[item]
    if (asked === 0) continue
    models += 1
    flips += own.flips[item] / asked
    for (let place = 0; place < options; place++) hits[place] += (own.hitsByPlace[place]?.[item] ?? 0) / asked
  }
  return { models, flipRate: flips / models, accuracy: hits.map(hit => hit / models) }
}

/** Adds the items of which the run answered every turn. The plain answer is the turn by 0. */
export function tallyRotations(
  counts: RotationCounts,
  items: readonly EvidenceItem[],
  run: EvidenceRun,
): void {
  const turned = turnsOf(run)
  if (turned.length < 2) return
  const own = countsOf(counts, run)
  items.forEach(({ options, gold }, item) => {
    if (options < 2 || gold < 0 || options > turned.length) return
    const asked = turned.slice(0, options)
    if (asked.some(({ scores }) => Number.isNaN(scores[item]))) return
    const chosen = new Uint8Array(options)
    asked.forEach(({ scores, answers }, turn) => {
      const answer = answers[item]
      if (answer >= 0 && answer < options) chosen[answer] += 1
      columnAt(own, (gold + turn) % options)[item] += scores[item]
    })
    own.checkpoints[item] += 1
    own.flips[item] += 1 - Math.max(...chosen) / options
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

function countsOf({ items, respondents }: RotationCounts, run: EvidenceRun): RespondentRotations {
  const key = respondentKey(run)
  const made = { checkpoints: new Float32Array(items), flips: new Float32Array(items), hitsByPlace: [] }
  const found = respondents.get(key) ?? made
  respondents.set(key, found)
  return found
}

function columnAt({ hitsByPlace, checkpoints }: RespondentRotations, place: number): Float32Array {
  while (hitsByPlace.length <= place) hitsByPlace.push(new Float32Array(checkpoints.length))
  return hitsByPlace[place]
}
