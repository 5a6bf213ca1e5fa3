import { readPythonList } from './python-list'
import { strip } from './python-space'
import { outcomeOf } from './reading'
import { relaxedLeniently } from './relaxed-lenient'
import { relaxedMatch } from './relaxed-number'
import type { Scorer } from './scorer'

/** ChartQA as VLMEvalKit scores it: trimmed, near any one member where the gold is a list. */
export const chartqaRelaxedVlmevalkit: Scorer = {
  id: 'chartqa.relaxed.vlmevalkit',
  score({ answer }, prediction) {
    const parsed = strip(prediction)
    const matches = (readPythonList(answer) ?? [answer]).map(gold => relaxedMatch(parsed, gold))
    const match = matches.find(({ holds }) => holds) ?? matches[0] ?? { rule: 'no-gold', holds: false }
    const value = match.holds ? 1 : 0
    return outcomeOf({ parsed, rule: match.rule, value }, relaxedLeniently(prediction, answer))
  },
}
