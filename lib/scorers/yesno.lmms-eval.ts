import type { Outcome } from '../domain/outcome'
import type { ScoredItem, Scorer } from './scorer'

/**
 * Yes/no as lmms-eval reads it: exact word, a single letter, else whichever of "yes" and "no" stands within the
 * first four characters. Anything else is unparsed, which is wrong.
 */
export const yesnoLmmsEval: Scorer = {
  id: 'yesno.lmms-eval',
  score(item: ScoredItem, prediction: string): Outcome {
    const read = readYesNo(prediction)
    if (!read) return { kind: 'unparsed' }
    const right = read.parsed === item.answer.trim().toLowerCase()
    return { kind: 'scored', value: right ? 1 : 0, ...read }
  },
}

function readYesNo(prediction: string): { parsed: 'yes' | 'no'; rule: string } | null {
  const said = prediction.toLowerCase().trim().replaceAll('.', '')
  if (said === 'yes' || said === 'no') return { parsed: said, rule: 'exact' }
  if (said.length === 1) {
    if (said === 'y') return { parsed: 'yes', rule: 'initial' }
    return said === 'n' ? { parsed: 'no', rule: 'initial' } : null
  }
  // Characters as Python counts them: an emoji is one.
  const start = [...said].slice(0, 4).join('')
  if (start.includes('yes')) return { parsed: 'yes', rule: 'first-four' }
  return start.includes('no') ? { parsed: 'no', rule: 'first-four' } : null
}
