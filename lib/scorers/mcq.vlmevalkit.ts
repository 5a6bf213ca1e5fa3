import type { Outcome } from '../domain/outcome'
import type { ScoredItem, Scorer } from './scorer'

const refusals = [
  "Sorry, I can't help with images of people yet.",
  "I can't process this file.",
  "I'm sorry, but without the image provided",
  'Cannot determine the answer',
]

/**
 * Multiple choice as VLMEvalKit reads it without a judge (`exact_matching`): the option's letter among the last
 * four words, then "answer is X", then the option's text. Its oddities are kept on purpose ("The answer is a
 * closed one" reads as A) so that numbers agree; each outcome names the rule that fired.
 */
export const mcqVlmevalkit: Scorer = {
  id: 'mcq.vlmevalkit',
  score(item: ScoredItem, prediction: string): Outcome {
    const read = readOption(item, prediction)
    if (!read) return { kind: 'unparsed' }
    return { kind: 'scored', value: read.label === item.answer ? 1 : 0, parsed: read.label, rule: read.rule }
  },
}

interface ReadOption {
  readonly label: string
  readonly rule: string
}

function readOption({ options }: ScoredItem, prediction: string): ReadOption | null {
  const byLetter = prediction.includes('Failed to obtain answer via API')
    ? null
    : readLetter(
        options.map(option => option.label),
        prediction,
      )
  return byLetter ?? readText(options, prediction)
}

function readLetter(labels: readonly string[], prediction: string): ReadOption | null {
  if (refusals.some(refusal => prediction.includes(refusal))) return { label: 'Z', rule: 'refusal' }
  const words = prediction
    .replace(/[.()[\],:;!*#{}]/g, ' ')
    .split(/\s+/u)
    .filter(Boolean)
  const present = labels.filter(label => words.includes(label))
  const [only] = present
  if (present.length === 1 && only !== undefined && words.indexOf(only) > words.length - 5)
    return { label: only, rule: 'letter' }
  if (present.length === 0 && words.includes('Z')) return { label: 'Z', rule: 'letter-z' }
  const verbose = /(?:correct )?answer is \**([A-D])\**/i.exec(prediction)?.[1]?.toUpperCase()
  if (verbose !== undefined && labels.includes(verbose)) return { label: verbose, rule: 'verbose-regex' }
  return null
}

function readText(options: ScoredItem['options'], prediction: string): ReadOption | null {
  const said = prediction.toLowerCase()
  const lengths = options.reduce((sum, option) => sum + codePoints(option.text), 0)
  if (codePoints(said) > 2 * lengths) return null
  const inside = options.filter(option => said.includes(option.text.toLowerCase()))
  const [only] = inside
  return inside.length === 1 && only ? { label: only.label, rule: 'option-text' } : null
}

/** Length as Python counts it. */
function codePoints(text: string): number {
  return [...text].length
}
