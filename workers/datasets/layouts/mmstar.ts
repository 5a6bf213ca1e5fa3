import { optionColumns } from './answer-letter'
import type { Layout } from './layout'

export const mmstar: Layout = {
  names: ['mmstar'],
  usually: '.tsv',
  source: 'MMStar.tsv or mmstar.parquet of Lin-Chen/MMStar',
  splits: ['val'],
  folders: [],
  /** The parquet's question ends with its options; the marks between them cut. */
  canonical(row) {
    if (row.A !== undefined || row.question === undefined) return row
    const cut = /^(.*?)\s*\bOptions:\s*A: (.*?), B: (.*?)(?:, C: (.*?))?(?:, D: (.*?))?$/s.exec(row.question)
    if (!cut) return row
    const [, question = '', ...options] = cut
    return { ...row, question, ...optionColumns(options.map(text => text?.trim() ?? null)) }
  },
}
