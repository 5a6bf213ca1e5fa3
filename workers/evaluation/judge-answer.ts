import type { Judge, JudgeReply } from '#lib/domain/judge'
import type { Outcome } from '#lib/domain/outcome'
import type { JudgedScorer, ScoredItem } from '#lib/scorers/scorer'
import { JudgeFailure } from '#workers/services/judge-call'

export interface Judgement {
  readonly outcome: Outcome
  /** What the judge said, oldest first; nothing where it was not needed. */
  readonly replies: readonly JudgeReply[]
}

/**
 * Has one answer judged: asks until the scorer can read a verdict. Where a question fails the answer has no score, not
 * even 0.
 * @throws Refusal of the judge, after which no answer can be judged.
 */
export async function judgeAnswer(
  judge: Judge,
  scorer: JudgedScorer,
  item: ScoredItem,
  prediction: string,
): Promise<Judgement> {
  const replies: JudgeReply[] = []
  for (let attempt = 0; ; attempt++) {
    const request = scorer.request(item, prediction, attempt)
    const said = replies.map(({ text }) => text)
    const outcome = attempt > 0 || request === null ? scorer.read(item, prediction, said) : null
    if (outcome) return { outcome, replies }
    if (request === null || attempt >= scorer.attempts)
      throw new Error(`scorer ${scorer.id} has no verdict after ${attempt} of ${scorer.attempts} replies`)
    try {
      replies.push(await judge.ask(request, attempt))
    } catch (error) {
      if (!(error instanceof JudgeFailure)) throw error
      return { outcome: { kind: 'not-scored', reason: `judge failed: ${error.message}` }, replies }
    }
  }
}
