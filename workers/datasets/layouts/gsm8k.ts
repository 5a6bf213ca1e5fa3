import { join } from 'node:path'
import { cellsOf, readJsonLines } from '../json-file'
import { type BadRow, RowProblem, rowOr, type SourceRow } from '../source'
import type { Layout } from './layout'

export const gsm8k: Layout = {
  names: ['gsm8k', 'grade_school_math'],
  usually: '.jsonl',
  source: 'test.jsonl of openai/grade-school-math, or openai/gsm8k as parquet (config main)',
  textOnly: true,
  splits: ['test'],
  folders: [
    {
      form: 'test.jsonl',
      holds: ['test.jsonl'],
      open: folder => ({ rows: gsm8kLines(join(folder, 'test.jsonl')) }),
    },
    {
      form: 'data/test.jsonl',
      holds: ['data/test.jsonl'],
      open: folder => ({ rows: gsm8kLines(join(folder, 'data/test.jsonl')) }),
    },
  ],
  canonical: row => row,
}

/** Lines {question, answer}. */
export async function* gsm8kLines(path: string): AsyncGenerator<SourceRow | BadRow> {
  let row = 0
  for await (const line of readJsonLines(path)) {
    row += 1
    const number = row
    yield rowOr(number, () => {
      if (!line) throw new RowProblem(null, 'no JSON object')
      return { row: number, cells: { index: String(number - 1), ...cellsOf(line) }, pictures: null }
    })
  }
}
