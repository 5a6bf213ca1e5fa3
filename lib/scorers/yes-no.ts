import { pythonPattern, splitWords, strip } from './python-space'
import { type Found, matched, outcomeOf } from './reading'
import type { Scorer } from './scorer'

/** One way of hearing yes or no: `parsed` is `yes` or `no`. Null where neither is heard. */
export type YesNoReader = (prediction: string) => Found | null

/** A scorer of yes/no questions. The lenient reading, where the scorer's own hears nothing, is the start or the words anywhere. */
export function yesNoScorer(id: string, read: YesNoReader): Scorer {
  return {
    id,
    score({ answer }, prediction) {
      const gold = strip(answer).toLowerCase()
      const strict = matched(read(prediction), gold)
      return outcomeOf(strict, strict ?? matched(readLeniently(prediction), gold))
    },
  }
}

function readLeniently(prediction: string): Found | null {
  return readFirstFour(strip(prediction.toLowerCase())) ?? readWords(prediction)
}

/** Whichever of "yes" and "no" stands within the first four characters, as Python counts them; "yes" before "no". */
export function readFirstFour(said: string): Found | null {
  const start = [...said].slice(0, 4).join('')
  if (start.includes('yes')) return { parsed: 'yes', rule: 'first-four' }
  return start.includes('no') ? { parsed: 'no', rule: 'first-four' } : null
}

const marks = [...';/[]"{}()=+\\_-><@`,?!']
const commaInNumber = pythonPattern(/\d,\d/.source)
const periodOutsideNumber = pythonPattern(/(?<!\d)\.(?!\d)/.source, 'g')
/** The toolkit hands a flag to a parameter that counts: only so many periods are taken out. */
const mostPeriods = 32

/** One of the words "yes" and "no" without the other, anywhere in the answer (VLMEvalKit). */
export function readWords(prediction: string): Found | null {
  const words = splitWords(withoutPunctuation(prediction.toLowerCase()))
  const yes = words.includes('yes')
  if (yes === words.includes('no')) return null
  return { parsed: yes ? 'yes' : 'no', rule: 'word' }
}

/** A mark beside a space, or any mark in a text with "1,000", vanishes; another becomes a space. */
function withoutPunctuation(text: string): string {
  const allVanish = commaInNumber.test(text)
  const marked = marks.reduce((said, mark) => {
    const vanishes = allVanish || text.includes(`${mark} `) || text.includes(` ${mark}`)
    return said.replaceAll(mark, vanishes ? '' : ' ')
  }, text)
  let periods = 0
  return marked.replace(periodOutsideNumber, period => {
    periods += 1
    return periods > mostPeriods ? period : ''
  })
}
