import { isNotEnough, type NotEnoughData } from '../domain/not-enough-data'
import { holm } from '../statistics/multiplicity'
import { compareModels, type ModelComparison } from '../statistics/two-models'
import type { WaldTest } from '../statistics/wald'
import { referenceScores, unitScores } from './findings/unit-scores'
import { plainReference } from './probe-settings'
import { comparePairs } from './profile/compare-many'
import { compareProfiles, type ProfileComparison } from './profile/compare-profiles'
import { type Neighbour, nearestProfiles } from './profile/nearest-profiles'
import type { BenchmarkOutcomes, RunOutcomes } from './run-outcomes'
import { profileOf } from './summarise-profile'

/** The first run's plain score on one benchmark less the second's, over the units both have a score on. */
export interface ScoreComparison {
  readonly benchmark: string
  readonly title: string
  /** In [-1, 1] of u; `p` is Holm's over all benchmarks of all pairs. A string: why it is not compared. */
  readonly found: ModelComparison | NotEnoughData | string
}

/** Two of several runs, by their places. */
export interface RunComparison {
  readonly first: number
  readonly second: number
  readonly scores: readonly ScoreComparison[]
  /** Single properties and dominance are told only where the global test rejects over all pairs. */
  readonly profiles: Omit<ProfileComparison, 'global'> & {
    /** `p` is Holm's over the pairs. */
    readonly global: WaldTest | NotEnoughData
  }
}

export interface RunsCompared {
  readonly pairs: readonly RunComparison[]
  /** Of each run, the places of those whose profiles are most like its; empty of two runs. */
  readonly nearest: readonly (readonly Neighbour[])[]
}

const significance = 0.05

/** Holds runs against each other, in pairs: scores paired by item (measurement 2.7), profiles by their resamples (3). */
export function compareRuns(runs: readonly RunOutcomes[]): RunsCompared {
  const profiles = runs.map(profileOf)
  const global = comparePairs(profiles)
  const pairs = runs.flatMap((_, first) =>
    runs.slice(first + 1).map((_, beyond) => ({ first, second: first + 1 + beyond })),
  )
  const compared = pairs.map(({ first, second }): RunComparison => {
    const found = compareProfiles(profiles[first], profiles[second])
    const adjusted = global.find(pair => pair.first === first && pair.second === second)
    const told = adjusted !== undefined && adjusted.p < significance
    return {
      first,
      second,
      scores: compareScores(runs[first], runs[second]),
      profiles: {
        unshared: found.unshared,
        differences: found.differences.map(one => ({ ...one, p: told ? one.p : null })),
        global: adjusted && !isNotEnough(found.global) ? { ...found.global, p: adjusted.p } : found.global,
        dominant: told ? found.dominant : null,
      },
    }
  })
  return {
    pairs: adjustScores(compared),
    nearest:
      runs.length < 3
        ? runs.map(() => [])
        : profiles.map((own, at) => {
            const others = [...profiles.keys()].filter(other => other !== at)
            return nearestProfiles(
              own,
              others.map(other => profiles[other]),
            ).map(one => ({ ...one, at: others[one.at] }))
          }),
  }
}

/** On every benchmark that both asked. */
function compareScores(first: RunOutcomes, second: RunOutcomes): ScoreComparison[] {
  return first.benchmarks.flatMap((own): ScoreComparison[] => {
    const other = second.benchmarks.find(({ benchmark }) => benchmark === own.benchmark)
    if (!other) return []
    const { benchmark, title } = own
    const differs = (['edition', 'scorer', 'promptProfile'] as const).find(way => own[way] !== other[way])
    if (differs !== undefined)
      return [
        { benchmark, title, found: `another ${wayInWords[differs]}: ${own[differs]} and ${other[differs]}` },
      ]
    // Runs ask the first items of a file: as many as both did.
    const asked = Math.min(own.items.length, other.items.length)
    const [one, two] = [own, other].map(outcomes => unitScores(plainAnswers(outcomes, asked)))
    const [values, others] = [one, two].map(referenceScores)
    return [{ benchmark, title, found: compareModels(values ?? [], others ?? [], one.design) }]
  })
}

const wayInWords = { edition: 'edition', scorer: 'scorer', promptProfile: 'prompt' }

/** The plain answers to the first items alone. */
function plainAnswers(outcomes: BenchmarkOutcomes, items: number): BenchmarkOutcomes {
  const cell = plainReference(outcomes)
  return {
    ...outcomes,
    items: outcomes.items.slice(0, items),
    cells: [
      {
        ...cell,
        scores: cell.scores.slice(0, items),
        unparsed: cell.unparsed.slice(0, items),
        changed: cell.changed.slice(0, items),
        ...(cell.asked ? { asked: cell.asked.slice(0, items) } : {}),
        ...(cell.against ? { against: cell.against.slice(0, items) } : {}),
      },
    ],
  }
}

/** All benchmarks of all pairs stand in one table: one family of tests (measurement 2.10). */
function adjustScores(pairs: readonly RunComparison[]): RunComparison[] {
  const tested = pairs
    .flatMap(({ scores }) => scores)
    .flatMap(({ found }) => (typeof found === 'string' || isNotEnough(found) ? [] : [found]))
  // McNemar's exact test where there is one (measurement 2.3).
  const adjusted = holm(tested.map(({ discordant, p }) => discordant?.p ?? p))
  const adjustedOf = new Map(tested.map((found, at) => [found, adjusted[at]]))
  return pairs.map(pair => ({
    ...pair,
    scores: pair.scores.map(score =>
      typeof score.found === 'string' || isNotEnough(score.found)
        ? score
        : { ...score, found: { ...score.found, p: adjustedOf.get(score.found) ?? 1 } },
    ),
  }))
}
