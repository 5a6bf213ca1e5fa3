import type { Judge } from '#lib/domain/judge'
import { noJudge, type Outcome } from '#lib/domain/outcome'
import type { ResponseRecord } from '#lib/domain/work'
import { type AnyScorer, isJudged, type JudgedScorer, type ScoredItem } from '#lib/scorers/scorer'
import { judgeAnswer } from './judge-answer'

/** How the answers of a run are read. */
export interface Scoring {
  readonly scorer: AnyScorer
  /** Null: what needs a judge is not scored. */
  readonly judge: Judge | null
}

/** What came of an answer, and what the judge said of it. */
export interface Verdict {
  readonly outcome: Outcome
  readonly judge?: ResponseRecord['judge']
}

/** @throws Refusal of the judge, after which no answer can be judged. */
export async function verdictOn(
  { scorer, judge }: Scoring,
  item: ScoredItem,
  answer: string,
): Promise<Verdict> {
  if (!isJudged(scorer)) return { outcome: scorer.score(item, answer) }
  if (!judge) return { outcome: withoutJudge(scorer, item, answer) }
  const { outcome, replies } = await judgeAnswer(judge, scorer, item, answer)
  const last = replies.at(-1)
  if (!last) return { outcome }
  const said = { model: last.model, prompt: scorer.prompt, replies: replies.map(({ text }) => text) }
  return { outcome, judge: said }
}

function withoutJudge(scorer: JudgedScorer, item: ScoredItem, answer: string): Outcome {
  const needless = scorer.request(item, answer, 0) === null ? scorer.read(item, answer, []) : null
  return needless ?? { kind: 'not-scored', reason: noJudge }
}
