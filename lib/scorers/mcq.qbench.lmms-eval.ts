import { optionScorer } from './option-scorer'
import { splitWords, stripCharacters } from './python-space'
import type { Found } from './reading'
import type { ScoredItem, Scorer } from './scorer'

/** The ways an option may be named, in the order tried. */
const forms = [
  { rule: 'parentheses', form: (label: string) => `(${label})`, place: (label: string) => `(${label})` },
  { rule: 'space', form: (label: string) => `${label} `, place: (label: string) => ` ${label} ` },
  { rule: 'period', form: (label: string) => `${label}.`, place: (label: string) => ` ${label} ` },
] as const

/**
 * Q-Bench as lmms-eval reads it (the reader of MMMU). Where nothing is found the toolkit draws a random option; here
 * the answer is unparsed. Where several options are found it means to take the last one, which some of its editions
 * fail to do for want of an import; here that is done, under the rule `repaired`.
 */
export const mcqQbenchLmmsEval: Scorer = optionScorer('mcq.qbench.lmms-eval', ({ options }, prediction) => {
  const said = ` ${[...",.!?;:'"].reduce(stripCharacters, prediction)} `
  for (const { rule, form, place } of forms) {
    const found = options.filter(({ label }) => said.includes(form(label)))
    if (found.length > 0) return chooseLast(found, rule, ({ label }) => said.lastIndexOf(place(label)))
  }
  if (splitWords(said).length <= 5) return null
  const lower = said.toLowerCase()
  const found = options.filter(({ text }) => lower.includes(text.toLowerCase()))
  return chooseLast(found, 'option-text', ({ text }) => lower.lastIndexOf(text.toLowerCase()))
})

type Options = ScoredItem['options']

function chooseLast(found: Options, rule: string, place: (option: Options[number]) => number): Found | null {
  const [first, ...rest] = found
  if (!first) return null
  if (rest.length === 0) return { parsed: first.label, rule }
  const last = rest.reduce((last, one) => (place(one) > place(last) ? one : last), first)
  return { parsed: last.label, rule: 'repaired' }
}
