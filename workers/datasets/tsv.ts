import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { parse } from 'csv-parse'
import type { Row } from '#lib/benchmarks/benchmark'
import { Refusal } from '#lib/domain/refusal'

/** A picture in base64 may take this many bytes of one record. */
const longestRecord = 64 * 1024 * 1024

/**
 * Rows of a VLMEvalKit TSV (tab-separated, RFC-4180 quotes, header row), read as a stream. Empty cells are absent.
 * @throws Refusal `bad-benchmark-file` naming the file and the line.
 */
export async function* readTsv(path: string): AsyncGenerator<Row> {
  const parser = createReadStream(path).pipe(
    parse({
      delimiter: '\t',
      columns: true,
      bom: true,
      max_record_size: longestRecord,
      skip_empty_lines: true,
    }),
  )
  try {
    for await (const record of parser) yield presentCells(record)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Refusal('bad-benchmark-file', `${basename(path)}: ${reason}`, { cause: error })
  }
}

function presentCells(record: Record<string, string>): Row {
  return Object.fromEntries(Object.entries(record).filter(([, cell]) => cell !== ''))
}
