import { throughJudge } from './judge-replies'
import { mathvistaOfficial } from './mathvista.official'
import { extractQuickly, scoreExtraction } from './mathvista-answer'
import { mathvistaPrompt } from './mathvista-prompt'
import { strip } from './python-space'
import { outcomeOf } from './reading'
import type { JudgedScorer } from './scorer'

/**
 * MathVista as its authors score it: what is no answer by itself is extracted by a judge, whatever it says, and then
 * normalised to the type of the answer and compared.
 */
export const mathvistaJudgeOfficial: JudgedScorer = {
  id: 'mathvista.judge.official',
  prompt: 'ours-1',
  attempts: 1,
  request(item, response) {
    if (extractQuickly(item, response) !== null) return null
    return { messages: mathvistaPrompt(item, response), temperature: 0, maxTokens: 1024 }
  },
  read(item, response, [reply]) {
    if (extractQuickly(item, response) !== null) return mathvistaOfficial.score(item, response)
    if (reply === undefined) return null
    const extracted = scoreExtraction(item, strip(reply))
    return throughJudge(outcomeOf(extracted, extracted))
  },
}
