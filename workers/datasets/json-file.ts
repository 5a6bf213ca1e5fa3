import { createReadStream, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import type { Row } from '#lib/benchmarks/benchmark'
import { Refusal } from '#lib/domain/refusal'
import { RowProblem } from './source'

/** The largest file that is read as a whole: the scenes of CLEVR have 90 MB. */
const longestFile = 512 * 1024 * 1024
/** The longest line of a file of lines. */
const longestLine = 16 * 1024 * 1024

export const jsonRecord = z.record(z.string(), z.unknown())

/** @throws Refusal `bad-benchmark-file` where it is no JSON of that schema. */
export function readJson<T>(path: string, schema: z.ZodType<T>): T {
  return checked(basename(path), JSON.parse, readText(path), schema)
}

/** A text file that is small enough to be held. @throws Refusal `bad-benchmark-file`. */
export function readText(path: string): string {
  const { size } = statSync(path)
  if (size > longestFile)
    throw new Refusal('bad-benchmark-file', `${basename(path)} has ${size} bytes; at most ${longestFile}`)
  return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
}

/** Lines of JSON objects; null stands for a line that is none. Empty lines are left out. */
export async function* readJsonLines(path: string): AsyncGenerator<Record<string, unknown> | null> {
  for await (const line of linesOf(path)) {
    if (line.trim() === '') continue
    const parsed = jsonRecord.safeParse(parsedOrNull(line))
    yield parsed.success ? parsed.data : null
  }
}

/** Lines that end in a line feed only: readline also cuts at U+2028, which may stand in a JSON text. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = ''
  const pieces = createReadStream(path, { encoding: 'utf8' })
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longestLine)
      throw new Refusal(
        'bad-benchmark-file',
        `${basename(path)} has a line of over ${longestLine} characters`,
      )
    yield* lines
  }
  yield rest
}

/** The value of a JSON text; null where it is none. */
export function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function checked<T>(file: string, parse: (text: string) => unknown, text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(parse(text))
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : []
    const reason = issue ? `${issue.path.join('.')}: ${issue.message}` : String(error)
    throw new Refusal('bad-benchmark-file', `${file}: ${reason}`, { cause: error })
  }
}

/**
 * Cells of an object's fields: texts and numbers as they are, lists and objects as JSON, null as missing.
 * @throws RowProblem for a value of another type.
 */
export function cellsOf(fields: Readonly<Record<string, unknown>>): Row {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([column, value]) => {
      const text = cellText(column, value)
      return text === null || text === '' ? [] : [[column, text]]
    }),
  )
}

function cellText(column: string, value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value)
  if (value instanceof Date) return value.toISOString()
  if (ArrayBuffer.isView(value)) throw new RowProblem(column, 'bytes that are no picture')
  if (typeof value === 'object')
    return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? Number(part) : part))
  throw new RowProblem(column, `a value of type ${typeof value}`)
}
