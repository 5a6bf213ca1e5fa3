const minus = '\u2212'
const thinSpace = '\u2009'

/** 1234.56 with one digit reads `1 234.6`: true minus, a thin space in thousands from 1 000 on. */
export function decimal(value: number, digits: number): string {
  const [whole = '0', fraction] = Math.abs(value).toFixed(digits).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thinSpace)
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`
  return value < 0 && Number(value.toFixed(digits)) !== 0 ? minus + text : text
}

/** As `decimal`, with a plus before what is above zero: for changes. */
export function signed(value: number, digits: number): string {
  return Number(value.toFixed(digits)) > 0 ? `+${decimal(value, digits)}` : decimal(value, digits)
}

/** A share in [0, 1] as `12.3 %`. */
export function percent(share: number, digits = 1): string {
  return `${decimal(100 * share, digits)}${thinSpace}%`
}

/** A ratio as `0.58`. */
export function ratio(value: number): string {
  return decimal(value, 2)
}

/** `0.031`, and `< 0.001` below that. */
export function probability(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(p < 0.1 ? 3 : 2)
}

/** Parameters as `2.1 M`, `8.0 B` or `110 B`. */
export function parameters(count: number): string {
  if (count < 1e5) return decimal(count, 0)
  const [size, unit] = count >= 1e9 ? [count / 1e9, 'B'] : [count / 1e6, 'M']
  return `${decimal(size, size >= 99.95 ? 0 : 1)} ${unit}`
}

/** `59.4 to 64.2`: never with a dash, which a minus could stand beside. */
export function between(low: number, high: number, digits: number): string {
  return `${decimal(low, digits)} to ${decimal(high, digits)}`
}

/** Half the width of an interval as `±2.4`. */
export function halfWidth(low: number, high: number, digits: number): string {
  return `±${decimal((high - low) / 2, digits)}`
}

const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** `three benchmarks`, `one benchmark`, `38 checkpoints`. */
export function counted(count: number, noun: string): string {
  return `${words[count] ?? decimal(count, 0)} ${noun}${count === 1 ? '' : 's'}`
}

/** The first letter raised, for the start of a sentence. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** `MMVP, MMStar and MME`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
