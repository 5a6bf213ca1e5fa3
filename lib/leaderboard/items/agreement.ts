import { conditionOf, type EvidenceRun, type ItemEvidence, rightFrom } from './evidence'
import { respondentsOf } from './respondents'

/** How the models agree on each item, and with what they are worth elsewhere. One entry per item. */
export interface Agreement {
  /** Models in the better half that answered. */
  readonly better: Uint16Array
  /** Of them, how many gave the most frequent wrong answer. */
  readonly agreeing: Uint16Array
  /** Correlation, over models, of the item's score with the mean of the others; NaN where one does not vary. */
  readonly pointBiserial: Float64Array
}

export function agreementOf({ items, runs }: ItemEvidence): Agreement {
  const answered = respondentsOf(runs).flatMap(own => {
    const respondent = respondentAnswers(own, items.length)
    return respondent ? [respondent] : []
  })
  const totals = answered.map(({ scores }) => totalOf(scores))
  const means = totals.map(({ sum, count }) => (count > 0 ? sum / count : 0))
  // Of equal means the digest decides, not which run came first.
  const order = [...answered.keys()].toSorted(
    (a, b) => means[b] - means[a] || (answered[a].checkpoint < answered[b].checkpoint ? -1 : 1),
  )
  const betterHalf = order.slice(0, Math.floor(answered.length / 2))
  const better = new Uint16Array(items.length)
  const agreeing = new Uint16Array(items.length)
  const pointBiserial = new Float64Array(items.length)
  for (let item = 0; item < items.length; item++) {
    const wrong = new Map<number, number>()
    for (const run of betterHalf) {
      const { scores, answers } = answered[run]
      if (Number.isNaN(scores[item]) || !answers) continue
      better[item] += 1
      const answer = answers[item]
      if (scores[item] >= rightFrom || answer < 0) continue
      const votes = (wrong.get(answer) ?? 0) + 1
      wrong.set(answer, votes)
      agreeing[item] = Math.max(agreeing[item], votes)
    }
    pointBiserial[item] = restCorrelation(
      answered.map(({ scores }) => scores[item]),
      totals,
    )
  }
  return { better, agreeing, pointBiserial }
}

/** What a model answers: one voice, however many of its trainings there are. */
interface RespondentAnswers {
  /** The first of its digests. */
  readonly checkpoint: string
  /** Mean score over its checkpoints; NaN where none answered. */
  readonly scores: Float32Array
  /** What most of its checkpoints answered; -1 where two answers are as frequent. Absent where none of them are known. */
  readonly answers?: Int32Array
}

function respondentAnswers(runs: readonly EvidenceRun[], items: number): RespondentAnswers | null {
  const known = runs.flatMap(run => conditionOf(run, 'reference') ?? [])
  const [checkpoint] = runs.map(run => run.checkpoint).toSorted()
  const [first] = known
  if (first === undefined || checkpoint === undefined) return null
  if (known.length === 1) return { checkpoint, ...first }
  const places = Array.from({ length: items }, (_, item) =>
    known.filter(({ scores }) => !Number.isNaN(scores[item])),
  )
  const scores = Float32Array.from(
    places,
    (asked, item) => asked.reduce((sum, one) => sum + one.scores[item], 0) / asked.length,
  )
  if (known.every(({ answers }) => answers === undefined)) return { checkpoint, scores }
  return {
    checkpoint,
    scores,
    answers: Int32Array.from(places, (asked, item) =>
      mostFrequent(asked.flatMap(({ answers }) => answers?.[item] ?? [])),
    ),
  }
}

/** -1 where two are as frequent, or there is none. */
function mostFrequent(answers: readonly number[]): number {
  const counts = [...Map.groupBy(answers, answer => answer)].map(
    ([answer, those]) => [answer, those.length] as const,
  )
  const [first = [-1, 0], second = [-1, 0]] = counts.toSorted(([, a], [, b]) => b - a)
  return first[1] > second[1] ? first[0] : -1
}

interface Total {
  readonly sum: number
  readonly count: number
}

function totalOf(scores: Float32Array): Total {
  let sum = 0
  let count = 0
  for (const score of scores) {
    if (Number.isNaN(score)) continue
    sum += score
    count += 1
  }
  return { sum, count }
}

/** Pearson's r of an item's scores with the means over each model's other items. */
function restCorrelation(scores: readonly number[], totals: readonly Total[]): number {
  let n = 0
  let x = 0
  let y = 0
  let xx = 0
  let yy = 0
  let xy = 0
  scores.forEach((score, run) => {
    const { sum, count } = totals[run]
    if (Number.isNaN(score) || count < 2) return
    const rest = (sum - score) / (count - 1)
    n += 1
    x += score
    y += rest
    xx += score * score
    yy += rest * rest
    xy += score * rest
  })
  const spread = (xx - (x * x) / n) * (yy - (y * y) / n)
  return n > 2 && spread > 1e-18 ? (xy - (x * y) / n) / Math.sqrt(spread) : Number.NaN
}

/** Whether any checkpoint's answers, not only their scores, are known. */
export function hasAnswers(runs: readonly EvidenceRun[]): boolean {
  return runs.some(run => conditionOf(run, 'reference')?.answers !== undefined)
}
