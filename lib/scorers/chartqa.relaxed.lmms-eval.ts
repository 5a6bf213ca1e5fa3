import { outcomeOf } from './reading'
import { relaxedLeniently } from './relaxed-lenient'
import { relaxedMatch } from './relaxed-number'
import type { Scorer } from './scorer'

/** ChartQA as lmms-eval scores it: the answer and the gold as they stand, a list being one text. */
export const chartqaRelaxedLmmsEval: Scorer = {
  id: 'chartqa.relaxed.lmms-eval',
  score({ answer }, prediction) {
    const { rule, holds } = relaxedMatch(prediction, answer)
    return outcomeOf({ parsed: prediction, rule, value: holds ? 1 : 0 }, relaxedLeniently(prediction, answer))
  },
}
