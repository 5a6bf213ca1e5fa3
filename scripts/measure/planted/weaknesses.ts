import { isNotEnough } from '#lib/domain/not-enough-data'
import { type PairedChange, pairedChange } from '#lib/leaderboard/findings/paired-change'
import {
  conditionsLike,
  meanVector,
  scoresOf,
  type UnitScores,
  unitScores,
} from '#lib/leaderboard/findings/unit-scores'
import { scoreRotations } from '#lib/statistics/answer-groups'
import { type Asked, evaluated } from './evaluated'

/** Something a bundled checkpoint was trained to do worse or better than a relative, and the figure that must show it. */
export interface Weakness {
  readonly checkpoint: string
  /** The checkpoint it differs from in that one thing. */
  readonly against: string
  readonly figure: string
  /** Of the figure, this checkpoint's less the other's. */
  readonly expected: 'lower' | 'higher'
  readonly asked: Omit<Asked, 'checkpoint'>
  /** One value a unit. */
  readonly read: (units: UnitScores) => Float64Array
}

const reference = condition('reference', 'reference')

export const weaknesses: readonly Weakness[] = [
  {
    checkpoint: 'scenes-llava-order-free',
    against: 'scenes-llava',
    figure: 'change when visual tokens are permuted',
    expected: 'higher',
    asked: { benchmark: 'mm-vet', probes: ['reference', 'permutation'], suite: 'demo' },
    read: units => less(seeds(units, 'permutation', /^seed-/), reference(units)),
  },
  {
    checkpoint: 'scenes-llava-occluded',
    against: 'scenes-llava-frozen',
    figure: 'change when half of the picture is blacked out',
    expected: 'higher',
    asked: { benchmark: 'mathvista', probes: ['reference', 'occlusion'], suite: 'full', items: 40 },
    read: units => less(seeds(units, 'occlusion', /^random\/0\.5\//), reference(units)),
  },
  {
    checkpoint: 'scenes-llava-prior',
    against: 'scenes-llava-frozen',
    figure: 'score without the picture',
    expected: 'higher',
    asked: { benchmark: 'mme', probes: ['reference'], suite: 'demo' },
    read: condition('reference', 'no-image'),
  },
  {
    checkpoint: 'scenes-llava-letter-a',
    against: 'scenes-llava',
    figure: 'score under all orders of the options',
    expected: 'lower',
    asked: { benchmark: 'mmstar', probes: ['option-rotation'], suite: 'demo' },
    read: units =>
      scoreRotations(conditionsLike(units, 'option-rotation', /^rotation-/).map(({ values }) => values))
        .circular,
  },
  {
    checkpoint: 'scenes-llava-few-scenes',
    against: 'scenes-llava-frozen',
    figure: 'score',
    expected: 'lower',
    asked: { benchmark: 'chartqa', probes: ['reference'], suite: 'demo' },
    read: reference,
  },
  {
    checkpoint: 'scenes-llava-frozen',
    against: 'its own language model before visual tuning',
    figure: 'arithmetic in words',
    expected: 'lower',
    asked: {
      benchmark: 'gsm8k',
      probes: ['reference', 'text-maths'],
      suite: 'full',
      backbone: 'scenes-llama',
    },
    read: units => less(reference(units), condition('text-maths', 'backbone')(units)),
  },
]

/** The figure's difference over the units both answered, with its 95 % interval. @throws Error where there are too few. */
export async function measureWeakness({ checkpoint, against, asked, read }: Weakness): Promise<PairedChange> {
  const units = unitScores((await evaluated({ ...asked, checkpoint })).outcomes)
  const own = read(units)
  const other = asked.backbone
    ? new Float64Array(own.length)
    : read(unitScores((await evaluated({ ...asked, checkpoint: against })).outcomes))
  const change = pairedChange(units, own, other)
  if (isNotEnough(change)) throw new Error(`${checkpoint}: ${change.have} ${change.what}, not ${change.need}`)
  return change
}

/** The interval lies on the expected side of none. */
export function isFound({ expected }: Weakness, { low, high }: Pick<PairedChange, 'low' | 'high'>): boolean {
  return expected === 'higher' ? low > 0 : high < 0
}

function condition(probe: string, name: string) {
  return (units: UnitScores): Float64Array => {
    const values = scoresOf(units, probe, name)
    if (!values) throw new Error(`${units.benchmark} was not asked under ${probe} ${name}`)
    return values
  }
}

function seeds(units: UnitScores, probe: string, pattern: RegExp): Float64Array {
  const found = conditionsLike(units, probe, pattern)
  if (found.length === 0) throw new Error(`${units.benchmark} was not asked under ${probe} ${pattern.source}`)
  return meanVector(found.map(({ values }) => values))
}

function less(values: Float64Array, others: Float64Array): Float64Array {
  return values.map((value, unit) => value - (others[unit] ?? Number.NaN))
}
