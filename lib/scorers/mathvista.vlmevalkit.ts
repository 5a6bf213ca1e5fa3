import { readByRules } from './mathvista-rules'
import { readOption } from './mcq.vlmevalkit'
import { floatText, readFloat, readInt } from './python-number'
import { matched, outcomeOf, type Reading } from './reading'
import type { ScoredItem, Scorer } from './scorer'

/**
 * MathVista as VLMEvalKit compares an answer, the raw one or what a judge extracted: letters as in `mcq.vlmevalkit`,
 * numbers that are the whole answer, not rounded. An answer that is a text or a list can never be right there.
 */
export const mathvistaVlmevalkit: Scorer = {
  id: 'mathvista.vlmevalkit',
  score(item, answer) {
    const strict = compare(item, answer)
    return outcomeOf(strict, strict ?? readByRules(item, answer))
  },
}

function compare(item: ScoredItem, said: string): Reading | null {
  const { question_type, answer_type, answer_option } = item.details
  if (question_type === 'multi_choice') {
    const gold = answer_option ?? item.options.find(({ text }) => text === item.answer)?.label ?? ''
    return matched(readOption(item, said), gold)
  }
  if (answer_type === 'integer') {
    const whole = readInt(said)
    const right = whole === readInt(item.answer)
    return whole === null ? null : { parsed: whole.toString(), rule: 'integer', value: right ? 1 : 0 }
  }
  if (answer_type === 'float') {
    const number = readFloat(said)
    const right = number === readFloat(item.answer)
    return number === null ? null : { parsed: floatText(number), rule: 'float', value: right ? 1 : 0 }
  }
  return { parsed: said, rule: 'never-right', value: 0 }
}
