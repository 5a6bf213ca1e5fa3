import { open, readFile, truncate } from 'node:fs/promises'
import type { z } from 'zod'

/** A file of JSON lines that is gone on with. */
export interface LinesFile<T> {
  /** What stands in it already. */
  readonly kept: readonly T[]
  append(line: T): Promise<void>
  close(): Promise<void>
}

/** Opens it, or a new one. A last line that is not whole, since its writer was killed, is cut off. */
export async function openLines<T>(path: string, line: z.ZodType<T>): Promise<LinesFile<T>> {
  const file = await open(path, 'a')
  const bytes = await readFile(path)
  const whole = bytes.lastIndexOf('\n') + 1
  await truncate(path, whole)
  return {
    kept: parseLines(bytes.subarray(0, whole), line),
    append: one => file.appendFile(`${JSON.stringify(one)}\n`),
    close: () => file.close(),
  }
}

export async function readLines<T>(path: string, line: z.ZodType<T>): Promise<T[]> {
  return parseLines(await readFile(path), line)
}

function parseLines<T>(bytes: Buffer, line: z.ZodType<T>): T[] {
  const lines = bytes.toString('utf8').split('\n')
  return lines.filter(one => one !== '').map(one => line.parse(JSON.parse(one)))
}
