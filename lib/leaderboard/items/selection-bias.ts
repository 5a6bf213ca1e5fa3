import { isNotEnough, type NotEnoughData, tooFew } from '../../domain/not-enough-data'
import { optionPrior, priorDivergence, recallDeviation, removePrior } from '../../statistics/option-prior'
import { type EvidenceItem, type EvidenceRun, rightFrom } from './evidence'
import { turnsOf } from './rotation-counts'

/** How much one checkpoint goes by the place of an option, over the items with one number of options (measurement 4.2). */
export interface SelectionBias {
  /** Options of the items it was taken over: the number most items have. */
  readonly options: number
  readonly items: number
  /** Standard deviation of the recall over the places of the gold option, in percent. */
  readonly rstd: number
  /** Share of probability that each place has whatever stands there; null without log-probabilities. */
  readonly prior: readonly number[] | null
  /** Divergence of the prior from the uniform one, in nats. */
  readonly divergence: number | null
  /** Accuracy under all rotations as answered, and with the prior divided out. */
  readonly accuracy: number
  readonly debiasedAccuracy: number | null
}

/** @param items in the order of the run's conditions. */
export function selectionBias(
  items: readonly EvidenceItem[],
  run: EvidenceRun,
): SelectionBias | NotEnoughData {
  const sizes = Map.groupBy(
    [...items.keys()].filter(item => items[item].options >= 2 && items[item].gold >= 0),
    item => items[item].options,
  )
  const [largest = [0, []]] = [...sizes].toSorted(([, a], [, b]) => b.length - a.length)
  const [options, sized] = largest
  const turns = turnsOf(run).slice(0, options)
  if (options === 0 || turns.length < options) return tooFew('rotations', turns.length, Math.max(2, options))
  const members = sized.filter(item => turns.every(({ scores }) => !Number.isNaN(scores[item])))
  if (members.length === 0) return tooFew('items answered under every rotation', 0, 1)
  const hits = new Float64Array(options)
  for (const item of members)
    turns.forEach(({ scores }, turn) => {
      hits[(items[item].gold + turn) % options] += scores[item] >= rightFrom ? 1 : 0
    })
  // Over all rotations every gold option stands at every place once.
  const rstd = recallDeviation([...hits].map(count => count / members.length))
  if (isNotEnough(rstd)) return rstd
  const debiased = withoutPrior(items, members, turns, options)
  return {
    options,
    items: members.length,
    rstd,
    prior: debiased?.prior ?? null,
    divergence: debiased ? priorDivergence(debiased.prior) : null,
    accuracy: hits.reduce((sum, count) => sum + count, 0) / (members.length * options),
    debiasedAccuracy: debiased?.accuracy ?? null,
  }
}

type Turned = ReturnType<typeof turnsOf>[number]

/** The prior over all items, and how often argmax P(place) / prior(place) is the gold option's place. */
function withoutPrior(
  items: readonly EvidenceItem[],
  members: readonly number[],
  turns: readonly Turned[],
  options: number,
): { readonly prior: readonly number[]; readonly accuracy: number } | null {
  if (turns.some(({ placeLogProbs }) => placeLogProbs === undefined)) return null
  const width = (turns[0].placeLogProbs?.length ?? 0) / items.length
  const logsOf = ({ placeLogProbs }: Turned, item: number) =>
    Array.from({ length: options }, (_, place) => placeLogProbs?.[item * width + place] ?? Number.NaN)
  const known = members.filter(item => turns.every(turn => logsOf(turn, item).every(Number.isFinite)))
  if (known.length === 0) return null
  const prior = optionPrior(
    turns.map(turn => {
      const rows = known.map(item => logsOf(turn, item))
      return Array.from(
        { length: options },
        (_, place) => rows.reduce((sum, row) => sum + row[place], 0) / rows.length,
      )
    }),
  )
  if (isNotEnough(prior)) return null
  let right = 0
  for (const item of known)
    turns.forEach((turn, at) => {
      const debiased = removePrior(logsOf(turn, item), prior)
      if (debiased.indexOf(Math.max(...debiased)) === (items[item].gold + at) % options) right += 1
    })
  return { prior, accuracy: right / (known.length * options) }
}
