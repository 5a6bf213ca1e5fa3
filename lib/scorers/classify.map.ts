import { mapToClass } from './classify-map'
import { matched, outcomeOf } from './reading'
import type { Scorer } from './scorer'

/**
 * Classification of a free answer by our own rules: the one class it names, in whole words, denials left out. The
 * rule says `ambiguous` where it names several and one had to be taken. The lenient reading is VLMClassifier's.
 */
export const classifyMap: Scorer = {
  id: 'classify.map',
  score(item, prediction) {
    const strict = matched(mapToClass(item.classes ?? [], prediction), item.answer)
    const contained = prediction.toLowerCase().includes(item.answer.toLowerCase())
    const lenient = contained ? { parsed: item.answer, rule: 'contains', value: 1 } : null
    return outcomeOf(strict, lenient ?? strict)
  },
}
