import { throughJudge } from './judge-replies'
import { mathvistaVlmevalkit } from './mathvista.vlmevalkit'
import { mathvistaPrompt } from './mathvista-prompt'
import type { JudgedScorer, ScoredItem } from './scorer'

/**
 * `mathvista.vlmevalkit` with a judge: it extracts the answer where the raw one is no option, or a number that is not
 * the right one; a right 0 is asked about, too.
 */
export const mathvistaJudgeVlmevalkit: JudgedScorer = {
  id: 'mathvista.judge.vlmevalkit',
  prompt: 'ours-1',
  attempts: 1,
  request(item, response) {
    if (isSettled(item, response)) return null
    return { messages: mathvistaPrompt(item, response), temperature: 0, maxTokens: 128 }
  },
  read(item, response, [reply]) {
    if (isSettled(item, response)) return mathvistaVlmevalkit.score(item, response)
    return reply === undefined ? null : throughJudge(mathvistaVlmevalkit.score(item, reply))
  },
}

/** A text or a list can never be right, so that no judge changes it. */
function isSettled(item: ScoredItem, response: string): boolean {
  const { question_type, answer_type } = item.details
  const raw = mathvistaVlmevalkit.score(item, response)
  if (question_type === 'multi_choice') return raw.kind === 'scored'
  if (answer_type !== 'integer' && answer_type !== 'float') return true
  return raw.kind === 'scored' && raw.value === 1 && Number(raw.parsed) !== 0
}
