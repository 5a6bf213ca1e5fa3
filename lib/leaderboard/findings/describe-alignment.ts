import type { Figure, FigureReading, Finding } from '../../domain/finding'
import { isNotEnough } from '../../domain/not-enough-data'
import type { AlignedSide, AlignmentResult } from '../../domain/reduction-result'
import { estimateMean } from '../../statistics/intervals'
import { flatDesign } from '../../statistics/stratified-mean'
import { correctEstimate } from '../chance-correction'
import type { AlignmentFinding } from './alignment-knn'
import { differenceFigure, shareFigure } from './describe-figures'

/** Every error over rows is too small by an unknown amount, for rows share neighbours (measurement 1.7b, step 8). */
const tags = ['approximate'] as const

type Aligned = AlignmentResult['languageModels'][number]

/** Alignment with every language model, and beside it what else was read of the same features. */
export function describeAlignment(
  found: AlignmentFinding | null,
  reductions: readonly AlignmentResult[],
): Finding[] {
  if (!found) return []
  const read = reductions.find(({ benchmark }) => benchmark === found.benchmark)
  const figures = found.languageModels.flatMap(one => {
    if (isNotEnough(one)) return []
    const { languageModel: name, encoder, checkpoint, change, preserved } = one
    const own = read?.languageModels.find(model => model.name === name)
    return [
      ...shareFigure(`${name}: encoder, above chance`, encoder, encoder.n, {
        tags,
        readings: readingsOf(own?.encoder),
      }),
      ...shareFigure(`${name}: checkpoint, above chance`, checkpoint, checkpoint.n, {
        tags,
        readings: readingsOf(own?.checkpoint),
      }),
      ...differenceFigure(`${name}: checkpoint, less encoder`, change, {
        tags,
        readings: halfSampleError(own),
      }),
      ...shareFigure(`${name}: preserved`, preserved, encoder.n, { tags }),
      ...otherFeatures(name, own, found.chance),
    ]
  })
  return [{ probe: 'alignment-knn', benchmark: found.benchmark, figures, maps: [] }]
}

/** The paper's maximum, with what it is where one side's rows are permuted, and the secondary metrics; none corrected. */
function readingsOf(side: AlignedSide | undefined): FigureReading[] {
  if (!side) return []
  const shares = {
    'largest overlap over all pairs of layers': side.maximum,
    'the same with rows permuted': side.null.mean,
    'share of permutations that reach it': side.null.p,
    'cycle k-NN': side.cycle,
    'linear CKA': side.cka,
  }
  return Object.entries(shares).flatMap(([name, value]) =>
    value === null ? [] : [{ name, value, unit: 'share' as const }],
  )
}

function halfSampleError(own: Aligned | undefined): FigureReading[] {
  const se = own?.change.halfSampleSe ?? null
  return se === null ? [] : [{ name: 'error by half-samples', value: 100 * se, unit: 'pp' }]
}

/** Features beside the one that counts, e.g. as they leave the projector. */
function otherFeatures(name: string, own: Aligned | undefined, chance: number): Figure[] {
  return (own?.others ?? []).flatMap(side => {
    const rows = side.rows.filter(row => row !== null)
    if (rows.length === 0) return []
    const overlap = correctEstimate(estimateMean(rows, flatDesign(rows.length)), chance)
    return shareFigure(
      `${name}: ${featureWords[side.feature] ?? side.feature}, above chance`,
      overlap,
      rows.length,
      {
        tags,
        readings: readingsOf(side),
      },
    )
  })
}

const featureWords: Readonly<Record<string, string>> = {
  projector: 'checkpoint as tokens leave the projector',
}
