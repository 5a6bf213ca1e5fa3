import { firstReadable, judgedReading } from './judge-replies'
import { mmvetPrompt } from './mmvet-prompt'
import { readMmvetReply } from './mmvet-reply'
import type { JudgedScorer } from './scorer'

const attempts = 5

/**
 * MM-Vet as VLMEvalKit has it judged: the whole reply must be the grade; five tries at temperature 0, 0.5, …, 2, then it
 * counts as unparsed.
 */
export const mmvetJudgeVlmevalkit: JudgedScorer = {
  id: 'mmvet.judge.vlmevalkit',
  prompt: 'ours-1',
  attempts,
  request: (item, prediction, attempt) => ({
    messages: mmvetPrompt(item, prediction, false),
    temperature: attempt * 0.5,
    maxTokens: 2048,
  }),
  read(_item, _prediction, replies) {
    const grade = firstReadable(replies, reply => readMmvetReply('vlmevalkit', reply))
    if (grade !== null) return judgedReading(grade.read, grade.reply)
    return replies.length < attempts ? null : { kind: 'unparsed' }
  },
}
