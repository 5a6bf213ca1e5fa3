import { RowProblem } from '../source'
import { letterAt, listCell, optionColumns, without } from './answer-letter'
import type { Layout } from './layout'

export const ai2d: Layout = {
  names: ['ai2d', 'AI2D_TEST_NO_MASK', 'ai2d_no_mask'],
  usually: '.tsv',
  source: 'AI2D_TEST.tsv of VLMEvalKit (letters masked) or lmms-lab/ai2d as parquet',
  splits: ['test'],
  folders: [],
  canonical(row) {
    const options = listCell(row, 'options')
    if (!options) return row
    const { answer = '' } = row
    if (!/^\d+$/.test(answer)) throw new RowProblem('answer', `"${answer}" is not the place of an option`)
    return {
      ...without(row, 'options'),
      ...optionColumns(options),
      answer: letterAt(Number(answer), options.length, 'answer'),
    }
  },
}
