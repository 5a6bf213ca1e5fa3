import { basename } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { Row } from '#lib/benchmarks/benchmark'
import { Refusal } from '#lib/domain/refusal'
import { readText } from './json-file'

const csv = z.array(z.record(z.string(), z.string()))

/** Rows of a small CSV file by its header. @throws Refusal `bad-benchmark-file`. */
export function csvRows(path: string): Row[] {
  try {
    const rows = csv.parse(parse(readText(path), { columns: true, bom: true, skip_empty_lines: true }))
    return rows.map(row => Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== '')))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Refusal('bad-benchmark-file', `${basename(path)}: ${reason}`, { cause: error })
  }
}
