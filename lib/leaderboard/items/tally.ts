import { effectiveTrials, type RepeatSums } from '../../statistics/effective-trials'

/** Answers of one kind, counted per item over checkpoints. All of it is additive. */
export interface Tally {
  /** Σ of scores. */
  readonly hits: Float64Array
  readonly trials: Float64Array
  /** Checkpoints by how often each answered: what the answers are worth follows from it. */
  readonly checkpoints: Map<number, Float64Array>
  readonly repeats: RepeatSums
}

/** What a tally says about one item. */
export interface TalliedItem {
  readonly hits: number
  readonly trials: number
  /** T_eff, and the hits scaled by T_eff / T (measurement 4.1). */
  readonly effectiveTrials: number
  readonly effectiveHits: number
}

export function emptyTally(items: number): Tally {
  const column = () => new Float64Array(items)
  return {
    hits: column(),
    trials: column(),
    checkpoints: new Map(),
    repeats: {
      groups: column(),
      answers: column(),
      means: column(),
      squaredMeans: column(),
      within: column(),
    },
  }
}

export function copyTally({ hits, trials, checkpoints, repeats }: Tally): Tally {
  return {
    hits: Float64Array.from(hits),
    trials: Float64Array.from(trials),
    checkpoints: new Map([...checkpoints].map(([size, column]) => [size, Float64Array.from(column)])),
    repeats: {
      groups: Float64Array.from(repeats.groups),
      answers: Float64Array.from(repeats.answers),
      means: Float64Array.from(repeats.means),
      squaredMeans: Float64Array.from(repeats.squaredMeans),
      within: Float64Array.from(repeats.within),
    },
  }
}

/**
 * Adds one checkpoint's answers. @param columns its scores, one array per repeat; NaN where there is no answer.
 * @param counts which items count, all where absent. @param worth what a score counts as, itself where absent.
 */
export function tallyAnswers(
  tally: Tally,
  columns: readonly Float32Array[],
  counts?: (item: number) => boolean,
  worth?: (score: number) => number,
): void {
  const { hits, trials, repeats } = tally
  for (let item = 0; item < hits.length; item++) {
    if (counts && !counts(item)) continue
    let answers = 0
    let sum = 0
    let squares = 0
    for (const column of columns) {
      const score = column[item]
      if (Number.isNaN(score)) continue
      const value = worth ? worth(score) : score
      answers += 1
      sum += value
      squares += value * value
    }
    if (answers === 0) continue
    hits[item] += sum
    trials[item] += answers
    checkpointsOf(tally, answers)[item] += 1
    if (answers < 2) continue
    const mean = sum / answers
    repeats.groups[item] += 1
    repeats.answers[item] += answers
    repeats.means[item] += mean
    repeats.squaredMeans[item] += mean * mean
    repeats.within[item] += squares - answers * mean * mean
  }
}

function checkpointsOf({ checkpoints, hits }: Tally, answers: number): Float64Array {
  const found = checkpoints.get(answers)
  if (found) return found
  const made = new Float64Array(hits.length)
  checkpoints.set(answers, made)
  return made
}

/** @param correlation between one checkpoint's repeats. */
export function talliedItem(
  { hits, trials, checkpoints }: Tally,
  item: number,
  correlation: number,
): TalliedItem {
  let effective = 0
  for (const [repeats, count] of checkpoints) effective += count[item] * effectiveTrials(repeats, correlation)
  const all = trials[item]
  return {
    hits: hits[item],
    trials: all,
    effectiveTrials: effective,
    effectiveHits: all === 0 ? 0 : (hits[item] * effective) / all,
  }
}
