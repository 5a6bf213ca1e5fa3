import { labelsOf, optionScorer } from './option-scorer'
import { strip } from './python-space'
import type { Scorer } from './scorer'

/** ScienceQA as lmms-eval reads it: the letter alone in either case, or a capital and a period at the start. */
export const mcqSqaLmmsEval: Scorer = optionScorer('mcq.sqa.lmms-eval', (item, prediction) => {
  const said = strip(prediction)
  const labels = labelsOf(item)
  const whole = labels.find(label => label.toLowerCase() === said.toLowerCase())
  if (whole !== undefined) return { parsed: whole, rule: 'whole' }
  const leading = labels.find(label => said.startsWith(`${label}.`))
  return leading === undefined ? null : { parsed: leading, rule: 'leading-letter' }
})
