import { spaceClass } from './python-space'

// float() and int() strip less than strip() does: the separators U+001C–U+001F stay, and are an error.
const space = `[${spaceClass.replace('\\x1c-\\x20', '\\x20')}]*`
const digits = '\\d(?:_?\\d)*'
const floatForm = new RegExp(
  `^${space}([+-]?(?:(?:${digits}(?:\\.(?:${digits})?)?|\\.${digits})(?:e[+-]?${digits})?|inf(?:inity)?|nan))${space}$`,
  'iu',
)
const intForm = new RegExp(`^${space}([+-]?${digits})${space}$`, 'u')
/** Python's own limit against quadratic conversions. */
const mostDigits = 4300

/** `float(text)`; null where Python raises ValueError. "nan" is NaN, "inf" is infinite. */
export function readFloat(text: string): number | null {
  const found = floatForm.exec(asciiDigits(text))?.[1]?.toLowerCase().replaceAll('_', '')
  if (found === undefined) return null
  if (found.endsWith('nan')) return Number.NaN
  if (found.includes('inf'))
    return found.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return Number(found)
}

/** `int(text)`; null where Python raises ValueError. */
export function readInt(text: string): bigint | null {
  const found = intForm.exec(asciiDigits(text))?.[1]?.replaceAll('_', '')
  if (found === undefined || found.replace(/^[+-]/, '').length > mostDigits) return null
  const size = BigInt(found.replace(/^[+-]/, ''))
  return found.startsWith('-') ? -size : size
}

/** Decimal digits of any script as 0–9, as Python's conversions read them. */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, digit => {
    // Unicode lays digits out in runs of ten from zero to nine, sometimes several runs in a row.
    let before = 0
    const code = digit.codePointAt(0) ?? 0
    while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1
    return String(before % 10)
  })
}

/**
 * `round(value, places)`: by the exact binary value, ties to the even neighbour. `toFixed` is exact, too, but breaks
 * ties away from zero.
 * @param places 0 to 15.
 */
export function roundHalfEven(value: number, places: number): number {
  if (value === 0 || !Number.isFinite(value) || Math.abs(value) >= 1e21) return value
  const exact = Math.abs(value).toFixed(100)
  const end = exact.indexOf('.') + 1 + places
  const truncated = Number(exact.slice(0, end))
  // A tie has a five behind the place that is kept, and nothing behind that.
  const isTie = /^50*$/.test(exact.slice(end))
  const isEven = Number(exact.slice(0, end).replace(/\.$/, '').at(-1)) % 2 === 0
  return isTie && isEven ? Math.sign(value) * truncated : Number(value.toFixed(places))
}

/** `str(value)` of a float: the shortest digits that read back, `1.0`, and exponents from 1e16 and below 1e-4. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const [mantissa = '', power = '0'] = Math.abs(value).toExponential().split('e')
  const exponent = Number(power)
  const shown = mantissa.replace('.', '')
  if (exponent < -4 || exponent >= 16) {
    const size = String(Math.abs(exponent)).padStart(2, '0')
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${size}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${shown}`
  const whole = shown.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${shown.slice(exponent + 1) || '0'}`
}

/** `str(int(value))` of a float: truncated toward zero, never an exponent; null where Python raises. */
export function truncatedText(value: number): string | null {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)).toString() : null
}
