import type { SuiteId } from '../../domain/suite'
import type { ProbedBenchmark } from '../probe'

const theTen = [
  'mmvp',
  'mmstar',
  'mme',
  'q-bench',
  'mm-vet',
  'llava-w',
  'mathvista',
  'sqa-img',
  'chartqa',
  'ai2d',
]
/** School mathematics in words alone. */
export const mathsSet = 'gsm8k'
/** Pictures with long descriptions: features are read, nothing is asked. */
export const pairedSet = 'docci'
/** The seven classification sets of the paper. */
export const classificationSets = [
  'caltech101',
  'cifar-100',
  'food101',
  'pets',
  'country211',
  'eurosat',
  'aircraft',
] as const
/** A classification set that stands apart from the seven: how many objects there are. */
export const countingSet = 'clevr-count'

/** Every benchmark that some probe is about, the ten first, each with files of that kind. */
export function knownBenchmarks(kind: Pick<ProbedBenchmark, 'options'>): ProbedBenchmark[] {
  return [...theTen, mathsSet, ...classificationSets, countingSet, pairedSet].map(benchmark => ({
    ...kind,
    benchmark,
    textOnly: benchmark === mathsSet,
  }))
}

/** Whether the pictures of a benchmark are there to be named. */
export function isClassification(benchmark: string): boolean {
  return benchmark === countingSet || classificationSets.some(set => set === benchmark)
}

/** Whether a benchmark asks questions about pictures: the ten, and what is made out of them. */
export function asksAboutPictures({ benchmark, textOnly }: ProbedBenchmark): boolean {
  return !textOnly && benchmark !== pairedSet && !isClassification(benchmark)
}

/** Items of a benchmark that a suite asks at most, under any condition (measurement 1.10); null: all of them. */
export function suiteItems(suite: SuiteId, benchmark: string): number | null {
  const small = isClassification(benchmark) || benchmark === mathsSet
  if (suite === 'demo') return small ? 60 : 40
  return isClassification(benchmark) ? 1000 : null
}
