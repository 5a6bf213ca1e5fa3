import { firstReadable, throughJudge } from './judge-replies'
import { mcqVlmevalkit, readOption } from './mcq.vlmevalkit'
import { mcqPrompt } from './mcq-prompt'
import type { JudgedScorer } from './scorer'

const attempts = 3

/**
 * `mcq.vlmevalkit` with a judge: an answer that has no option in it is shown to the judge, whose reply is read like an
 * answer. After three tries VLMEvalKit draws an option at random; here the answer stays unparsed.
 */
export const mcqJudgeVlmevalkit: JudgedScorer = {
  id: 'mcq.judge.vlmevalkit',
  prompt: 'ours-1',
  attempts,
  request(item, prediction) {
    if (readOption(item, prediction)) return null
    return { messages: mcqPrompt(item, prediction), temperature: 0, maxTokens: 2048 }
  },
  read(item, prediction, replies) {
    const unaided = mcqVlmevalkit.score(item, prediction)
    if (unaided.kind === 'scored') return unaided
    const found = firstReadable(replies, reply => (readOption(item, reply) ? reply : null))
    if (found) return throughJudge(mcqVlmevalkit.score(item, found.reply))
    return replies.length < attempts ? null : unaided
  },
}
