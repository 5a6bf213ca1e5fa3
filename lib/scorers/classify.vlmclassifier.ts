import { mapToClass } from './classify-map'
import { matched, outcomeOf } from './reading'
import type { Scorer } from './scorer'

/**
 * Classification as VLMClassifier (Zhang et al. 2024) scores it: right iff the answer contains the gold name, in any
 * case. A list of classes, a hedge and a denial count as right when the name is in them.
 */
export const classifyVlmclassifier: Scorer = {
  id: 'classify.vlmclassifier',
  score(item, prediction) {
    const holds = prediction.toLowerCase().includes(item.answer.toLowerCase())
    const strict = { parsed: prediction, rule: 'contains', value: holds ? 1 : 0 }
    const mapped = mapToClass(item.classes ?? [], prediction)
    return outcomeOf(strict, holds ? strict : matched(mapped, item.answer))
  },
}
