import { firstReadable, throughJudge } from './judge-replies'
import type { JudgedScorer } from './scorer'
import { readWords } from './yes-no'
import { yesnoVlmevalkit } from './yesno.vlmevalkit'
import { yesnoPrompt } from './yesno-prompt'

const attempts = 5

/**
 * `yesno.vlmevalkit` with a judge: an answer that is neither is shown to the judge, whose reply is read like an answer;
 * five tries at temperature 0, 0.5, …, 2.
 */
export const yesnoJudgeVlmevalkit: JudgedScorer = {
  id: 'yesno.judge.vlmevalkit',
  prompt: 'ours-1',
  attempts,
  request(item, prediction, attempt) {
    if (readWords(prediction)) return null
    return { messages: yesnoPrompt(item, prediction), temperature: attempt * 0.5, maxTokens: 128 }
  },
  read(item, prediction, replies) {
    const unaided = yesnoVlmevalkit.score(item, prediction)
    if (unaided.kind === 'scored') return unaided
    const found = firstReadable(replies, readWords)
    if (found) return throughJudge(yesnoVlmevalkit.score(item, found.reply))
    return replies.length < attempts ? null : unaided
  },
}
