import { isNotEnough } from '../../domain/not-enough-data'
import { itemInformation } from '../../statistics/item-information'
import { fitItemResponse, type ItemResponseFit } from '../../statistics/item-response'
import { conditionOf, type EvidenceRun, type ItemEvidence } from './evidence'
import { respondentsOf } from './respondents'

/**
 * What the number of models allows to be said of the difficulty of items (measurement 4.3). Below 4 models: the share of
 * right answers alone. From 4: the Rasch model with a guess floor; items are never ranked by discrimination. From 20: the
 * two-parameter model.
 */
export type Difficulty =
  | { readonly kind: 'classical'; readonly models: number }
  | { readonly kind: 'rasch' | 'two-parameter'; readonly models: number; readonly fit: ItemResponseFit }

/** Models from which on difficulty is fitted, and from which on discrimination is. */
const leastForRasch = 4
const leastForTwoParameters = 20

export function fitDifficulty(evidence: ItemEvidence): Difficulty {
  const respondents = respondentsOf(evidence.runs)
  const models = respondents.length
  if (models < leastForRasch) return { kind: 'classical', models }
  const kind = models < leastForTwoParameters ? 'rasch' : 'two-parameter'
  const fit = fitItemResponse(
    {
      models,
      items: evidence.items.length,
      scores: meanScores(respondents, evidence.items.length),
      guess: Float64Array.from(evidence.items, ({ guess }) => guess),
    },
    { discrimination: kind === 'rasch' ? 'one' : 'fitted' },
  )
  return isNotEnough(fit) ? { kind: 'classical', models } : { kind, models, fit }
}

/**
 * Information of every item at the ability of the current top quarter of models, as a share of the largest among the
 * items; null where discrimination must not rank items.
 */
export function informationShares(
  { items }: Pick<ItemEvidence, 'items'>,
  difficulty: Difficulty,
): Float64Array | null {
  if (difficulty.kind !== 'two-parameter') return null
  const { ability, difficulty: b, logDiscrimination } = difficulty.fit
  const quarter = ability.toSorted((one, other) => other - one).subarray(0, Math.ceil(ability.length / 4))
  const target = quarter.reduce((sum, one) => sum + one, 0) / quarter.length
  const information = Float64Array.from(items, ({ guess }, item) =>
    itemInformation(
      { discrimination: Math.exp(logDiscrimination[item]), difficulty: b[item], guess },
      target,
    ),
  )
  const largest = information.reduce((most, one) => Math.max(most, one), 0)
  return information.map(one => (largest > 0 ? one / largest : 0))
}

/** Mean reference score of each respondent's runs, item-major [items × respondents]; NaN where none answered. */
function meanScores(respondents: readonly (readonly EvidenceRun[])[], items: number): Float32Array {
  const scores = new Float32Array(items * respondents.length)
  respondents.forEach((runs, respondent) => {
    const columns = runs.flatMap(run => conditionOf(run, 'reference')?.scores ?? [])
    for (let item = 0; item < items; item++) {
      let sum = 0
      let count = 0
      for (const column of columns) {
        if (Number.isNaN(column[item])) continue
        sum += column[item]
        count += 1
      }
      scores[item * respondents.length + respondent] = sum / count
    }
  })
  return scores
}
