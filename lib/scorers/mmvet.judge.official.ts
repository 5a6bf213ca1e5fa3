import { firstReadable, judgedReading } from './judge-replies'
import { mmvetPrompt } from './mmvet-prompt'
import { readMmvetReply } from './mmvet-reply'
import type { JudgedScorer } from './scorer'

const attempts = 5

/**
 * MM-Vet as its authors have it judged: three tokens at temperature 0; a reply without a grade is asked for once more
 * at 0 with a reminder, then at 0.5, 1 and 1.5; after five it counts as unparsed. A judge needs a tokenizer that writes
 * a grade in three tokens, as those of the GPT-4 line do.
 */
export const mmvetJudgeOfficial: JudgedScorer = {
  id: 'mmvet.judge.official',
  prompt: 'ours-1',
  attempts,
  request: (item, prediction, attempt) => ({
    messages: mmvetPrompt(item, prediction, attempt > 0),
    temperature: Math.max(0, attempt - 1) * 0.5,
    maxTokens: 3,
  }),
  read(_item, _prediction, replies) {
    const grade = firstReadable(replies, reply => readMmvetReply('official', reply))
    if (grade !== null) return judgedReading(grade.read, grade.reply)
    return replies.length < attempts ? null : { kind: 'unparsed' }
  },
}
