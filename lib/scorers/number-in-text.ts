// A sign counts where no word, number or bracket ends before it: "3-5" holds 3 and 5. Thousands may have commas.
const sign = String.raw`(?<![\p{L}\p{N})])[-−+]\s?`
const currency = '[$€£¥]'
const amount = String.raw`(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+`
const exponent = String.raw`(?:[eE][+-]?\d+(?![\p{L}\p{N}]))?`
/** Not the digits of a word ("x2", "CO2") and not the tail of another number. */
const numbers = new RegExp(
  String.raw`(?<sign>${sign})?${currency}?\s?(?<![\p{L}\p{N}_.])(?<size>(?:${amount})${exponent})`,
  'gu',
)
const statements = /answer\s+is|answer\s*:|[=≈]/giu

interface NumberIn {
  readonly at: number
  /** As plain digits. */
  readonly text: string
}

/** The first number behind the last "answer is", "answer:", "=" or "≈" that has one, as plain digits. */
export function statedNumber(text: string): string | null {
  const found = numbersIn(text)
  const last = found.at(-1)?.at ?? -1
  const ends = [...text.matchAll(statements)].map(({ index, 0: statement }) => index + statement.length)
  const end = ends.findLast(end => end <= last)
  return end === undefined ? null : (found.find(({ at }) => at >= end)?.text ?? null)
}

/** The last number of a text, as plain digits. */
export function lastNumber(text: string): string | null {
  return numbersIn(text).at(-1)?.text ?? null
}

function numbersIn(text: string): NumberIn[] {
  return [...text.matchAll(numbers)].map(({ index, groups }) => {
    const isNegative = /^[-−]/.test(groups?.sign ?? '')
    return { at: index, text: `${isNegative ? '-' : ''}${groups?.size?.replaceAll(',', '') ?? ''}` }
  })
}
