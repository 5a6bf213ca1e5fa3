import { floatText, readFloat, readInt } from './python-number'
import { splitWords, strip } from './python-space'

const element = /\s*(?:'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|([^\s,'"[\]{}()]+))\s*(,|$)/y

/**
 * The members of a Python list literal of texts and numbers, each as `str()` of the member; null where the text is no
 * such literal. Bare names other than True, False and None make it none, as they do in Python.
 */
export function readPythonList(text: string): string[] | null {
  const body = /^\[([\s\S]*)\]$/.exec(strip(text))?.[1]
  if (body === undefined) return null
  const members: string[] = []
  element.lastIndex = 0
  while (splitWords(body.slice(element.lastIndex)).length > 0) {
    const found = element.exec(body)
    if (!found) return null
    const [, single, double, bare] = found
    const member = bare === undefined ? unescaped(single ?? double ?? '') : bareText(bare)
    if (member === null) return null
    members.push(member)
  }
  return members
}

/** `str()` of a number or a constant; null for a name. */
function bareText(bare: string): string | null {
  if (['True', 'False', 'None'].includes(bare)) return bare
  // Literals know no "nan" and no leading zeros.
  if (!/^[+-]?[\d._]+(?:e[+-]?[\d_]+)?$/i.test(bare) || /^[+-]?0\d/.test(bare)) return null
  const whole = readInt(bare)
  if (whole !== null) return whole.toString()
  const number = readFloat(bare)
  return number === null ? null : floatText(number)
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  "'": "'",
  '"': '"',
  '\\': '\\',
}

/** Of the escapes those that such lists contain; another keeps its backslash. */
function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (whole, code: string) => escapes[code] ?? whole)
}
