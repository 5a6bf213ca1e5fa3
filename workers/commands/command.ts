import { type ParseArgsConfig, parseArgs } from 'node:util'
import { Refusal } from '#lib/domain/refusal'
import type { Terminal } from './terminal'

/** What a command found out. */
export interface Report {
  /** The one value of `--json`. */
  readonly json: unknown
  /** The same for people; lines. */
  readonly text: string
  /** Why the exit status is 1 although there is an answer. */
  readonly failure?: string
}

export interface Command {
  readonly name: string
  /** What follows the name on the usage line. */
  readonly usage: string
  readonly summary: string
  /** One line an option, for `--help`. */
  readonly options: readonly (readonly [option: string, meaning: string])[]
  /** @throws BadUsage, Refusal. */
  run(args: readonly string[], terminal: Terminal): Promise<Report>
}

/** The command line cannot be understood: exit status 2. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage'
}

/** Options and positionals as declared. @throws BadUsage for anything else. */
export function readArguments<T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new BadUsage(message.split('\n')[0], { cause: error })
  }
}

/** The one positional of a command. @param what its name in the usage line. */
export function onlyPositional(positionals: readonly string[], what: string): string {
  const [first, second] = positionals
  if (first === undefined) throw new BadUsage(`${what} is missing`)
  if (second !== undefined) throw new BadUsage(`"${second}" is one argument too many`)
  return first
}

export function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw new BadUsage(`${option} is missing`)
  return value
}

/** A whole number of at least `least`; `fallback` where the option is absent. */
export function wholeNumber<T>(
  value: string | undefined,
  option: string,
  least: number,
  fallback: T,
): number | T {
  if (value === undefined) return fallback
  const number = Number(value)
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < least)
    throw new BadUsage(`${option} ${value} is not a whole number of at least ${least}`)
  return number
}

/** One of a closed list. */
export function oneOf<T extends string>(value: string, option: string, known: readonly T[]): T {
  const found = known.find(one => one === value)
  if (found === undefined) throw new BadUsage(`${option} ${value} is not one of ${known.join(', ')}`)
  return found
}

/** Lines of a label and its value, aligned. */
export function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...rows.map(([label]) => label.length))
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${value}`).join('\n')
}

/** A failure in one line. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const named = error instanceof Refusal ? `${error.reason}: ${message}` : message
  return named.replace(/\s+/gu, ' ').trim()
}
