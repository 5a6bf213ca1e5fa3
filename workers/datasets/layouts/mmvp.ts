import { join } from 'node:path'
import { csvRows } from '../csv-file'
import { RowProblem } from '../source'
import { named, without } from './answer-letter'
import { madeRows, pictureIn } from './folder-rows'
import type { Layout } from './layout'

export const mmvp: Layout = {
  names: [],
  usually: '.tsv',
  source:
    'MMVP.tsv of VLMEvalKit, lmms-lab-eval/MMVP as parquet, or MMVP/MMVP (Questions.csv and "MMVP Images")',
  splits: ['train', 'test'],
  folders: [
    {
      form: 'Questions.csv with "MMVP Images"',
      holds: ['Questions.csv', 'MMVP Images'],
      open: folder => ({
        rows: madeRows(csvRows(join(folder, 'Questions.csv')), row => {
          const { lndex: index = row.Index ?? row.index } = row
          if (!index || !/^\d+$/.test(index)) throw new RowProblem('Index', 'not a whole number')
          return { cells: row, picture: pictureIn(join(folder, 'MMVP Images'), `${index}.jpg`, 'Index') }
        }),
      }),
    },
  ],
  refuse: columns =>
    columns.some(column => /^question$/i.test(column))
      ? null
      : 'holds pictures without questions (MMVP/MMVP as parquet); take lmms-lab-eval/MMVP, or Questions.csv with "MMVP Images"',
  canonical(row) {
    if (row.Question === undefined) return row
    const { Options: options = '', 'Correct Answer': answer = '' } = row
    // An option may hold brackets of its own: only the two markers cut.
    const [, first, second] = /^\s*\(a\)\s*(.*?)\s*\(b\)\s*(.*?)\s*$/s.exec(options) ?? []
    if (!first || !second) throw new RowProblem('Options', `"${options}" is not (a) … (b) …`)
    const letter = /^\s*\(?([ab])\)?\s*$/i.exec(answer)?.[1]
    if (!letter) throw new RowProblem('Correct Answer', `"${answer}" is neither (a) nor (b)`)
    return {
      ...without(row, 'lndex', 'Index', 'Question', 'Options', 'Correct Answer'),
      ...named(row, 'index', 'lndex', 'Index', 'index'),
      ...{ question: row.Question, A: first, B: second, answer: letter.toUpperCase() },
    }
  },
}
