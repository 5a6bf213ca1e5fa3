import type { ItemDetails } from '../../domain/item'
import { goldTextOf } from '../items/evidence-items'
import { leadingNumber, orderBound, withoutChoices } from './answer-options'
import { excluded, startVariant, type Transformation } from './variant'

const mostWords = 4
/** Questions that cannot be asked without their options. */
const needsOptions =
  /\bwhich (?:one )?of (?:the|these)\b|\bwhich (?:option|choice|answer|statement)\b|\b(?:following|options?|choices?) (?:below|given|above)\b|\bthe following\b/i

/** Without its options: nothing to eliminate, nothing to guess from. */
export const freeForm: Transformation = {
  id: 'free-form',
  title: 'Without options',
  answers: '1',
  build(source, at) {
    const item = source.items[at]
    const bound = orderBound(item)
    if (bound !== null && bound !== 'its options are numbers in order') return excluded(bound)
    const answer = goldTextOf(item).trim().replace(/\.$/, '')
    if (/^(?:yes|no|true|false)$/i.test(answer))
      return excluded('a yes or no is guessed without options, too')
    if (answer.split(/\s+/).length > mostWords) return excluded(`its gold answer has over ${mostWords} words`)
    const question = withoutChoices(item.question)
    if (needsOptions.test(question)) return excluded('the question asks to choose among options')
    const number = leadingNumber(answer)
    return [
      {
        ...startVariant(source, at, 'free-form'),
        parameters: { match: number === null ? 'judge' : 'number' },
        turns: [{ question, options: [], answer }],
        details: { ...item.details, ...answerKind(item.details, answer) },
        guessFloor: 0,
        checks: [
          { check: 'the answer is short and closed', verdict: 'passed' },
          { check: 'no other answer is right: read by a person', verdict: 'pending' },
        ],
      },
    ]
  },
}

/** What MathVista's scorer reads of an answer beside its text. */
function answerKind({ question_type }: ItemDetails, answer: string): ItemDetails {
  if (question_type === undefined) return {}
  const decimals = /^[-+]?\d+(?:\.(\d+))?$/.exec(answer)
  if (!decimals) return { question_type: 'free_form', answer_type: 'text' }
  return decimals[1] === undefined
    ? { question_type: 'free_form', answer_type: 'integer' }
    : { question_type: 'free_form', answer_type: 'float', precision: String(decimals[1].length) }
}
