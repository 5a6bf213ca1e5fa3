import { readByRules } from './mathvista-rules'
import { outcomeOf } from './reading'
import type { Scorer } from './scorer'

/** MathVista by our own rules: what is used without a judge, and marked "rules" wherever the number stands. */
export const mathvistaRules: Scorer = {
  id: 'mathvista.rules',
  score(item, response) {
    const read = readByRules(item, response)
    return outcomeOf(read, read)
  },
}
